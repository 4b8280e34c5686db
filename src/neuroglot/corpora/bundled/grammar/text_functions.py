"""Functions of strings."""

from __future__ import annotations

from neuroglot.corpora.bundled.grammar.whole import Whole, whole

TEXT_FUNCTIONS: tuple[Whole, ...] = (
    whole("palindrome", "text",
        "Check whether a string reads the same forwards and backwards.|Tell whether text is a palindrome.",
        "mirror",
        """def is_palindrome(text: str) -> bool:
    left = 0
    right = len(text) - 1
    while left < right:
        if text[left] != text[right]:
            return False
        left += 1
        right -= 1
    return True""",
        """def is_palindrome(text: str) -> bool:
    return srev(text) == text"""),
    whole("longest_run", "text",
        "Find the length of the longest run of equal characters.|Return how long the longest block of one repeated "
        "character is.",
        "runs",
        """def longest_run(text: str) -> int:
    best = 0
    length = 0
    for i in range(0, len(text)):
        if i > 0 and text[i] == text[i - 1]:
            length += 1
        else:
            length = 1
        if length > best:
            best = length
    return best""",
        """def longest_run(text: str) -> int:
    best = 0
    start = 0
    while start < len(text):
        stop = start
        while stop < len(text) and text[stop] == text[start]:
            stop += 1
        best = max2(best, stop - start)
        start = stop
    return best"""),
    whole("count_runs", "text",
        "Count the runs of equal characters in a string.|Return into how many blocks of one repeated character the "
        "text splits.",
        "runs",
        """def count_runs(text: str) -> int:
    runs = 0
    for i in range(0, len(text)):
        if i == 0 or text[i] != text[i - 1]:
            runs += 1
    return runs""",
        """def count_runs(text: str) -> int:
    if len(text) < 2:
        return len(text)
    rest = count_runs(slice(text, 1, len(text)))
    return rest if text[0] == text[1] else rest + 1"""),
    whole("encode_runs", "text",
        "Compress a string by writing each run of equal characters as the character and the length of the "
        "run.|Run-length encode text, so that aab becomes a2b1.",
        "runs",
        """def encode_runs(text: str) -> str:
    encoded = ''
    length = 0
    for i in range(0, len(text)):
        length += 1
        if i + 1 == len(text) or text[i] != text[i + 1]:
            encoded += cstr(text[i]) + str(length)
            length = 0
    return encoded""",
        """def encode_runs(text: str) -> str:
    if text == '':
        return ''
    size = 1
    while size < len(text) and text[size] == text[0]:
        size += 1
    return cstr(text[0]) + str(size) + encode_runs(slice(text, size, len(text)))"""),
    whole("squeeze", "text",
        "Replace every run of equal characters by a single one.|Remove characters that repeat the one before them.",
        "runs",
        """def squeeze_runs(text: str) -> str:
    kept = ''
    for symbol in text:
        if kept == '' or kept[len(kept) - 1] != symbol:
            kept += symbol
    return kept""",
        """def squeeze_runs(text: str) -> str:
    if len(text) < 2:
        return text
    rest = squeeze_runs(slice(text, 1, len(text)))
    return rest if text[0] == text[1] else cstr(text[0]) + rest"""),
    whole("depth", "text",
        "Find the deepest nesting of parentheses in a string of brackets.|Return the greatest number of "
        "parentheses that are open at once.",
        "parens",
        """def nesting_depth(text: str) -> int:
    depth = 0
    deepest = 0
    for symbol in text:
        if symbol == b'(':
            depth += 1
            deepest = max2(deepest, depth)
        else:
            depth -= 1
    return deepest""",
        """def nesting_depth(text: str) -> int:
    return max2(max(scan(map(chars(text), lambda c: 1 if c == b'(' else -1)), 0), 0)"""),
    whole("balanced", "text",
        "Check whether the parentheses in a string are balanced.|Tell whether every parenthesis has its partner in "
        "the right order.",
        "parens",
        """def is_balanced(text: str) -> bool:
    depth = 0
    for symbol in text:
        if symbol == b'(':
            depth += 1
        else:
            depth -= 1
        if depth < 0:
            return False
    return depth == 0""",
        """def is_balanced(text: str) -> bool:
    levels = scan(map(chars(text), lambda c: 1 if c == b'(' else -1))
    return all(levels, lambda level: level >= 0) and last(levels, 0) == 0"""),
    whole("reverse_words", "text",
        "Reverse the order of the words of a sentence.|Return the words of sentence from last to first, separated "
        "by single spaces.",
        "sentence",
        """def reverse_words(sentence: str) -> str:
    result = ''
    for part in words(sentence):
        if result == '':
            result = part
        else:
            result = part + ' ' + result
    return result""",
        """def reverse_words(sentence: str) -> str:
    return join(rev(words(sentence)), ' ')"""),
    whole("capitalize", "text",
        "Turn the first letter of every word into upper case.|Capitalize the words of sentence.",
        "sentence",
        """def capitalize_words(sentence: str) -> str:
    result = ''
    for i in range(0, len(sentence)):
        if i == 0 or sentence[i - 1] == b' ':
            result += cupper(sentence[i])
        else:
            result += sentence[i]
    return result""",
        """def capitalize_words(sentence: str) -> str:
    return join(map(words(sentence), lambda w: upper(cstr(w[0])) + slice(w, 1, len(w))), ' ')"""),
    whole("acronym", "text",
        "Build an acronym from the first letters of the words, in upper case.|Return the initials of the words of "
        "sentence in upper case.",
        "sentence",
        """def make_acronym(sentence: str) -> str:
    letters = ''
    for i in range(0, len(sentence)):
        if i == 0 or sentence[i - 1] == b' ':
            letters += cupper(sentence[i])
    return letters""",
        """def make_acronym(sentence: str) -> str:
    return upper(join(map(words(sentence), lambda w: cstr(w[0])), ''))"""),
    whole("anagram", "text",
        "Check whether two strings are made of the same letters, each equally often.|Tell whether first and second "
        "are anagrams of each other.",
        "tiny tiny",
        """def are_anagrams(left: str, right: str) -> bool:
    if len(left) != len(right):
        return False
    for symbol in left:
        difference = 0
        for other in left:
            if other == symbol:
                difference += 1
        for other in right:
            if other == symbol:
                difference -= 1
        if difference != 0:
            return False
    return True""",
        """def are_anagrams(left: str, right: str) -> bool:
    one = sort(map(chars(left), lambda c: cstr(c)))
    two = sort(map(chars(right), lambda c: cstr(c)))
    return join(one, '') == join(two, '')"""),
    whole("hamming", "text",
        "Count the positions at which two strings differ, up to the length of the shorter one.|Return the Hamming "
        "distance of the common length of left and right.",
        "tiny tiny",
        """def count_mismatches(left: str, right: str) -> int:
    mismatches = 0
    for i in range(0, min2(len(left), len(right))):
        if left[i] != right[i]:
            mismatches += 1
    return mismatches""",
        """def count_mismatches(left: str, right: str) -> int:
    if left == '' or right == '':
        return 0
    rest = count_mismatches(slice(left, 1, len(left)), slice(right, 1, len(right)))
    return rest + 1 if left[0] != right[0] else rest"""),
    whole("common_prefix", "text",
        "Find the longest prefix that two strings share.|Return the common beginning of left and right.",
        "tiny tiny",
        """def shared_prefix(left: str, right: str) -> str:
    size = 0
    while size < len(left) and size < len(right) and left[size] == right[size]:
        size += 1
    return slice(left, 0, size)""",
        """def shared_prefix(left: str, right: str) -> str:
    if left == '' or right == '' or left[0] != right[0]:
        return ''
    return cstr(left[0]) + shared_prefix(slice(left, 1, len(left)), slice(right, 1, len(right)))"""),
    whole("subsequence", "text",
        "Check whether the characters of left occur in right in the same order, perhaps with others between "
        "them.|Tell whether left is a subsequence of right.",
        "tiny runs",
        """def is_subsequence(left: str, right: str) -> bool:
    matched = 0
    for symbol in right:
        if matched < len(left) and symbol == left[matched]:
            matched += 1
    return matched == len(left)""",
        """def is_subsequence(left: str, right: str) -> bool:
    if left == '':
        return True
    if right == '':
        return False
    rest = slice(right, 1, len(right))
    return is_subsequence(slice(left, 1, len(left)) if left[0] == right[0] else left, rest)"""),
    whole("interleave", "text",
        "Interleave two strings character by character and append what is left of the longer one.|Merge left and "
        "right by taking characters in turn.",
        "tiny tiny",
        """def interleave_text(left: str, right: str) -> str:
    merged = ''
    for i in range(0, max2(len(left), len(right))):
        if i < len(left):
            merged += left[i]
        if i < len(right):
            merged += right[i]
    return merged""",
        """def interleave_text(left: str, right: str) -> str:
    if left == '':
        return right
    return cstr(left[0]) + interleave_text(right, slice(left, 1, len(left)))"""),
)  # fmt: skip
