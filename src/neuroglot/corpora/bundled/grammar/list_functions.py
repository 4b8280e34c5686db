"""Functions of lists of numbers."""

from __future__ import annotations

from neuroglot.corpora.bundled.grammar.whole import Whole, whole

LIST_FUNCTIONS: tuple[Whole, ...] = (
    whole("max_run", "list",
        "Find the length of the longest run of equal neighbours in a list.|Return how many equal numbers stand "
        "next to each other at most.",
        "repeats",
        """def longest_block(values: ints) -> int:
    best = 0
    current = 0
    for i in range(0, len(values)):
        current = current + 1 if i > 0 and values[i] == values[i - 1] else 1
        best = max2(best, current)
    return best""",
        """def longest_block(values: ints) -> int:
    best = 0
    start = 0
    while start < len(values):
        stop = start
        while stop < len(values) and values[stop] == values[start]:
            stop += 1
        if stop - start > best:
            best = stop - start
        start = stop
    return best"""),
    whole("rising", "list",
        "Find the length of the longest stretch of the list in which every number is greater than the one before "
        "it.|Return the length of the longest strictly increasing run.",
        "plain",
        """def longest_rise(values: ints) -> int:
    best = 0
    length = 0
    for i in range(0, len(values)):
        if i > 0 and values[i] > values[i - 1]:
            length += 1
        else:
            length = 1
        if length > best:
            best = length
    return best""",
        """def longest_rise(values: ints) -> int:
    best = 0
    start = 0
    while start < len(values):
        stop = start + 1
        while stop < len(values) and values[stop - 1] < values[stop]:
            stop += 1
        best = max2(best, stop - start)
        start = stop
    return best"""),
    whole("best_sum", "list",
        "Find the greatest sum of consecutive numbers in the list, where taking none gives 0.|Return the maximum "
        "subarray sum, at least 0.",
        "signed",
        """def best_stretch(values: ints) -> int:
    best = 0
    current = 0
    for value in values:
        current = max2(current + value, 0)
        best = max2(best, current)
    return best""",
        """def best_stretch(values: ints) -> int:
    best = 0
    for start in range(0, len(values)):
        total = 0
        for stop in range(start, len(values)):
            total += values[stop]
            if total > best:
                best = total
    return best"""),
    whole("profit", "list",
        "Find the greatest gain from buying at one price and selling at a later one, or 0 if there is none.|Return "
        "the best profit of one purchase and one later sale.",
        "plain",
        """def best_profit(values: ints) -> int:
    profit = 0
    cheapest = 0
    for i in range(0, len(values)):
        if i == 0 or values[i] < cheapest:
            cheapest = values[i]
        profit = max2(profit, values[i] - cheapest)
    return profit""",
        """def best_profit(values: ints) -> int:
    profit = 0
    for buy in range(0, len(values)):
        for sell in range(buy + 1, len(values)):
            if values[sell] - values[buy] > profit:
                profit = values[sell] - values[buy]
    return profit"""),
    whole("is_sorted", "list",
        "Check whether a list is in ascending order, equal neighbours allowed.|Tell whether no number is smaller "
        "than the one before it.",
        "sorted",
        """def is_ascending(values: ints) -> bool:
    for i in range(1, len(values)):
        if values[i - 1] > values[i]:
            return False
    return True""",
        """def is_ascending(values: ints) -> bool:
    return all(diffs(values), lambda step: step >= 0)"""),
    whole("duplicates", "list",
        "Check whether any number occurs more than once.|Tell whether the list has duplicates.",
        "spread",
        """def has_duplicates(values: ints) -> bool:
    for i in range(0, len(values)):
        for j in range(i + 1, len(values)):
            if values[i] == values[j]:
                return True
    return False""",
        """def has_duplicates(values: ints) -> bool:
    return len(uniq(values)) < len(values)"""),
    whole("pair_sum", "list",
        "Check whether two numbers at different positions add up to target.|Tell whether some pair in values sums "
        "to target.",
        "plain range:10:60",
        """def has_pair_sum(values: ints, target: int) -> bool:
    for i in range(0, len(values)):
        for j in range(i + 1, len(values)):
            if values[i] + values[j] == target:
                return True
    return False""",
        """def has_pair_sum(values: ints, target: int) -> bool:
    seen = ints()
    for value in values:
        if has(seen, target - value):
            return True
        seen.append(value)
    return False"""),
    whole("second", "list",
        "Find the second largest distinct number, or -1 if there is none.|Return the largest number below the "
        "maximum, or -1.",
        "spread",
        """def second_largest(values: ints) -> int:
    first = -1
    second = -1
    for value in values:
        if value > first:
            second = first
            first = value
        elif value < first and value > second:
            second = value
    return second""",
        """def second_largest(values: ints) -> int:
    return head(drop(sortd(uniq(values)), 1), -1)"""),
    whole("rotate", "list",
        "Move the first k numbers of the list to its end, where k is at most the length.|Rotate values to the left "
        "by k places (by none if the list is shorter than k).",
        "plain range:0:4",
        """def rotate_left(values: ints, k: int) -> ints:
    if len(values) < k:
        return values
    rotated = ints()
    for i in range(0, len(values)):
        rotated.append(values[(i + k) % len(values)])
    return rotated""",
        """def rotate_left(values: ints, k: int) -> ints:
    if k == 0 or len(values) < k:
        return values
    return rotate_left(drop(values, 1) + single(values[0]), k - 1)"""),
    whole("merge", "list",
        "Merge two sorted lists into one sorted list.|Return all numbers of two ascending lists in ascending order.",
        "ascending ascending",
        """def merge_sorted(left: ints, right: ints) -> ints:
    merged = ints()
    i = 0
    j = 0
    while i < len(left) or j < len(right):
        if j == len(right) or (i < len(left) and left[i] <= right[j]):
            merged.append(left[i])
            i += 1
        else:
            merged.append(right[j])
            j += 1
    return merged""",
        """def merge_sorted(left: ints, right: ints) -> ints:
    return sort(left + right)"""),
    whole("binary_search", "list",
        "Find the position of target in an ascending list without duplicates, or -1 if it is not there.|Return the "
        "index of target in a sorted list, or -1.",
        "strict range:0:12",
        """def find_sorted(values: ints, target: int) -> int:
    low = 0
    high = len(values) - 1
    while low <= high:
        middle = (low + high) // 2
        if values[middle] == target:
            return middle
        if values[middle] < target:
            low = middle + 1
        else:
            high = middle - 1
    return -1""",
        """def find_sorted(values: ints, target: int) -> int:
    for i in range(0, len(values)):
        if values[i] == target:
            return i
    return -1"""),
    whole("mode", "list",
        "Find the number that occurs most often, the one that comes first if several do, or -1 for an empty "
        "list.|Return the first most frequent number, or -1.",
        "spread",
        """def most_frequent(values: ints) -> int:
    winner = -1
    most = 0
    for value in values:
        times = 0
        for other in values:
            if other == value:
                times += 1
        if times > most:
            most = times
            winner = value
    return winner""",
        """def most_frequent(values: ints) -> int:
    winner = -1
    most = 0
    remaining = values
    while len(remaining) > 0:
        wanted = remaining[0]
        others = filter(remaining, lambda x: x != wanted)
        if len(remaining) - len(others) > most:
            most = len(remaining) - len(others)
            winner = wanted
        remaining = others
    return winner"""),
    whole("peaks", "list",
        "Count the numbers that are greater than both of their neighbours.|Return how many inner elements are "
        "local maxima.",
        "plain",
        """def count_peaks(values: ints) -> int:
    peaks = 0
    for i in range(1, len(values) - 1):
        if values[i - 1] < values[i] and values[i] > values[i + 1]:
            peaks += 1
    return peaks""",
        """def count_peaks(values: ints) -> int:
    if len(values) < 3:
        return 0
    rest = count_peaks(drop(values, 1))
    return rest + 1 if values[1] > values[0] and values[1] > values[2] else rest"""),
    whole("equilibrium", "list",
        "Find the first index at which the sum of the numbers before it equals the sum of those after it, or "
        "-1.|Return the balance point of a list, or -1.",
        "tinylist",
        """def balance_index(values: ints) -> int:
    total = sum(values)
    before = 0
    for i in range(0, len(values)):
        if before * 2 + values[i] == total:
            return i
        before += values[i]
    return -1""",
        """def balance_index(values: ints) -> int:
    return head(filter(range(0, len(values)), lambda i: sum(take(values, i)) == sum(drop(values, i + 1))), -1)"""),
)  # fmt: skip
