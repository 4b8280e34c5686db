"""What can be done with a list of strings."""

from __future__ import annotations

from neuroglot.corpora.bundled.grammar.ops import Op, op

LETTERS = tuple("aeorstnl")

PREDICATES: tuple[Op, ...] = (
    op("longer", "filter length: str", "len({x}) > {K}",
        "are longer than {K} characters|have more than {K} characters", "long|longer", K=(2, 5)),
    op("shorter", "filter length: str", "len({x}) < {K}",
        "are shorter than {K} characters|have fewer than {K} characters", "short|shorter", K=(4, 6)),
    op("exact", "filter length: str", "len({x}) == {K}", "have exactly {K} characters|are {K} characters long",
        "sized|exact", K=(3, 5)),
    op("evenlen", "filter lengthmod: str", "len({x}) % {K} == 0", "have a length divisible by {K}",
        "even_length|regular", K=(2, 3)),
    op("starts", "filter edge: str", "starts({x}, {P})", "start with {P}|begin with {P}", "starting|prefixed",
        P=LETTERS),
    op("ends", "filter edge: str", "ends({x}, {P})", "end with {P}", "ending|suffixed", P=LETTERS),
    op("contains", "filter contain: str", "contains({x}, {P})", "contain {P}|include the letter {P}",
        "containing|including", P=LETTERS),
    op("lacks", "filter contain: str", "not contains({x}, {P})", "do not contain {P}|lack the letter {P}",
        "lacking|without", P=LETTERS),
    op("palindrome", "filter mirror: str", "srev({x}) == {x}", "are palindromes|read the same backwards",
        "palindromes|mirrored"),
    op("vowels", "filter call.vowels: str", "count_vowels({x}) > {K}", "have more than {K} vowels", "vowel_rich|vocal",
        K=(0, 2)),
    op("differs", "filter equal: str", "{x} != {P}", "are not equal to {P}", "unlike|differing",
        P=("tea", "sun", "level", "ant")),
    op("before", "filter first: str", "{x}[0] < {C}", "have a first letter before '{C}'", "early|before",
        C=tuple("gmps")),
)  # fmt: skip

MAPS: tuple[Op, ...] = (
    op("upper", "map case: str", "upper({x})", "{n} in upper case // convert each of them to upper case",
        "uppercased|loud"),
    op("reverse", "map reverse: str", "srev({x})", "{n}, each reversed|the reversals of {n} // reverse each of them",
        "flipped|backward"),
    op("suffix", "map affix: str", "{x} + {P}", "{n}, each followed by {P} // append {P} to each of them",
        "suffixed|extended", P=("s", "ed", "er", "ing")),
    op("prefix", "map affix: str", "{P} + {x}", "{n}, each preceded by {P} // put {P} in front of each of them",
        "prefixed|led", P=("re", "un", "my_", "x")),
    op("initial", "map letter: str", "cstr({x}[0])",
        "the first letters of {n}|the initials of {n} // take the first letter of each", "initials|first_letters"),
    op("final", "map letter: str", "cstr({x}[len({x}) - 1])",
        "the last letters of {n} // take the last letter of each", "endings|last_letters"),
    op("trim", "map part: str", "slice({x}, 1, len({x}))",
        "{n} without their first letters // remove the first letter of each", "trimmed|cut"),
    op("double", "map repeat: str", "repeat({x}, {K})",
        "{n}, each repeated {K} times // repeat each of them {K} times", "repeated|doubled", K=(2, 3)),
    op("length", "map length: str -> int", "len({x})", "the lengths of {n} // take the length of each",
        "lengths|sizes"),
    op("vowels", "map call.vowels: str -> int", "count_vowels({x})",
        "the vowel counts of {n} // count the vowels of each", "vowel_counts|vowels"),
    op("lengthy", "map length: str -> int", "len({x}) * {K} + {L}",
        "{K} times the lengths plus {L} of {n} // take {K} times the length of each plus {L}", "sizes|scores",
        K=(2, 5), L=(1, 7)),
    op("square", "map length2: str -> int", "len({x}) * len({x})",
        "the squared lengths of {n} // square the length of each", "squared_lengths|areas"),
    op("tag", "map label: str", "{x} + {P} if len({x}) > {K} else {x}",
        "{n}, those longer than {K} characters followed by {P} // append {P} to each one longer than {K} characters",
        "tagged|marked", K=(3, 4), P=("!", "+", "_x")),
    op("sized", "map label: str", "{x} + str(len({x}))",
        "{n}, each followed by its length // append its length to each of them", "numbered|sized"),
)  # fmt: skip

BARRIERS: tuple[Op, ...] = (
    op("sort", "barrier sort: str", "sort({s})", "{n} in alphabetical order // sort them alphabetically",
        "sorted|alphabetical", "+ordered"),
    op("rev", "barrier reverse: str", "rev({s})", "{n} in reverse order // reverse their order", "reversed|backward",
        "ordered"),
    op("uniq", "barrier unique: str", "uniq({s})",
        "{n} without duplicates // drop duplicates, keeping first occurrences", "unique|distinct"),
    op("take", "barrier part: str", "take({s}, {K})", "the first {K} of {n} // keep only the first {K} of them",
        "first|leading", "ordered", K=(2, 4)),
    op("drop", "barrier part: str", "drop({s}, {K})", "all but the first {K} of {n} // skip the first {K} of them",
        "rest|trailing", "ordered", K=(2, 3)),
    op("every", "barrier part: str", "every({s}, {K})",
        "one of every {K} of {n}, starting with the first // keep one of every {K}, starting with the first",
        "spaced|sampled", "ordered", K=(2, 3)),
)  # fmt: skip

FOLDS: tuple[Op, ...] = (
    op("join", "fold join: str", "join({s}, {P})",
        "{n} joined with {P}|the string of {n} separated by {P} // join them with {P}|return them as one string "
        "separated by {P}", "join|concat", "ordered", P=(" ", "-", ",", "_", "/")),
    op("count", "fold count: str -> int", "len({s})", "the number of {n} // count them|return how many there are",
        "count|number_of"),
    op("longest", "fold longest: str", "longest({s})",
        "the longest of {n} (the first of equally long ones, or an empty string) // return the longest (the first "
        "of equally long ones, or an empty string)", "longest|widest", "ordered"),
    op("tally", "fold tally: str -> counts", "tally({s})",
        "a map from each of {n} to how often it occurs // return a map from each one to how often it occurs",
        "tally|frequencies"),
    op("last", "fold edge: str", "last({s}, {P})",
        "the last of {n}, or {P} if there are none // return the last one, or {P} if there are none", "last|final",
        "ordered", P=("none", "empty", "?")),
    op("head", "fold edge: str", "head({s}, {P})",
        "the first of {n}, or {P} if there are none // return the first one, or {P} if there are none",
        "first|initial", "ordered", P=("none", "empty", "?")),
    op("distinct", "fold unique: str -> int", "len(uniq({s}))",
        "the number of distinct strings among {n} // count the distinct ones", "count_distinct|variety"),
    op("holds", "fold member: str -> bool", "has({s}, {P})",
        "whether {P} is among {n} // return whether {P} is among them", "contains|has",
        P=("tea", "sun", "level", "noon", "e")),
)  # fmt: skip
