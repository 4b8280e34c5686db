"""What can be done with a sequence of integers as a whole, and with the number that comes out."""

from __future__ import annotations

from neuroglot.corpora.bundled.grammar.ops import Op, op

BARRIERS: tuple[Op, ...] = (
    op("sort", "barrier sort: int", "sort({s})",
        "{n} in ascending order|{n} sorted from smallest to largest // sort them in ascending order|sort them",
        "sorted|ordered", "+ordered"),
    op("sortd", "barrier sort: int", "sortd({s})",
        "{n} in descending order|{n} sorted from largest to smallest // sort them in descending order|sort them "
        "from largest to smallest", "descending|ranked", "+ordered"),
    op("rev", "barrier reverse: int", "rev({s})",
        "{n} in reverse order // reverse their order|put them in reverse order", "reversed|backward", "ordered"),
    op("uniq", "barrier unique: int", "uniq({s})",
        "{n} without duplicates|the distinct values among {n} // drop duplicates, keeping first occurrences|keep "
        "only the first occurrence of each value", "unique|distinct"),
    op("take", "barrier part: int", "take({s}, {K})",
        "the first {K} of {n} // keep only the first {K} of them|take the first {K}", "first|leading", "ordered",
        K=(2, 5)),
    op("drop", "barrier part: int", "drop({s}, {K})",
        "all but the first {K} of {n} // skip the first {K} of them|drop the first {K}", "rest|trailing", "ordered",
        K=(2, 3)),
    op("every", "barrier part: int", "every({s}, {K})",
        "one of every {K} of {n}, starting with the first // keep one of every {K}, starting with the first",
        "spaced|sampled", "ordered", K=(2, 4)),
    op("scan", "barrier running: int", "scan({s})",
        "the running sums of {n}|the prefix sums of {n} // replace them by their running sums|take their prefix sums",
        "running|prefix", "ordered"),
    op("diffs", "barrier adjacent: int", "diffs({s})",
        "the differences between neighbours in {n}|the successive differences of {n} // take the differences "
        "between each one and the one before it", "differences|steps", "ordered +signed"),
    op("windows", "barrier window: int", "windows({s}, {K})",
        "the sums of each {K} consecutive ones of {n}|the sliding window sums of width {K} over {n} // sum every "
        "window of {K} consecutive ones", "window|sliding", "ordered", K=(2, 4)),
    op("indexed", "barrier weight: int", "enum({s}, lambda i, {x}: {x} * (i + {K}))",
        "{n}, each multiplied by its index plus {K} // multiply each one by its zero-based index plus {K}",
        "weighted|indexed", "ordered", K=(1, 4)),
    op("offset", "barrier weight: int", "enum({s}, lambda i, {x}: {x} + i * {K})",
        "{n}, each plus {K} times its index // add {K} times its zero-based index to each one", "sloped|offset",
        "ordered", K=(2, 5)),
)  # fmt: skip

FOLDS: tuple[Op, ...] = (
    op("sum", "fold sum: int", "sum({s})",
        "the sum of {n}|the total of {n} // return their sum|add them up|return the total", "sum|total"),
    op("count", "fold count: int", "len({s})",
        "the number of {n}|how many there are of {n} // count them|return how many there are", "count|number_of"),
    op("max", "fold extreme: int", "max({s}, {K})",
        "the largest of {n}, or {K} if there are none|the maximum of {n} ({K} if there are none) // return the "
        "largest, or {K} if there are none", "max|largest", "nonneg", K=(0, 0)),
    op("min", "fold extreme: int", "min({s}, {K})",
        "the smallest of {n}, or {K} if there are none|the minimum of {n} ({K} if there are none) // return the "
        "smallest, or {K} if there are none", "min|smallest", "nonneg +signed", K=(-1, -1)),
    op("product", "fold product: int", "fold({s}, {L}, lambda acc, {x}: acc * {x} % {K})",
        "the product of {n} modulo {K}, starting from {L} // multiply them all, starting from {L} and reducing "
        "modulo {K} at every step", "product|multiply", "nonneg", K=(97, 997), L=(1, 3)),
    op("horner", "fold polynomial: int", "fold({s}, {M}, lambda acc, {x}: (acc * {K} + {x}) % {L})",
        "the polynomial hash of {n} with base {K} modulo {L} and start value {M} // combine them into a hash that "
        "starts at {M}, multiplying by {K} and adding each, modulo {L}", "hash|checksum", "ordered nonneg", K=(3, 31),
        L=(97, 997), M=(0, 7)),
    op("alternate", "fold alternate: int", "fold({s}, {K}, lambda acc, {x}: {x} - acc)",
        "the result of subtracting, over {n}, what was accumulated so far from each one, starting at {K} // go "
        "through them and subtract the accumulated value from each one, starting at {K}", "alternating|swing",
        "ordered", K=(0, 5)),
    op("gcd", "fold gcd: int", "fold({s}, {K}, lambda acc, {x}: gcd_of(acc, {x}))",
        "the greatest common divisor of {K} and all of {n} // return the greatest common divisor of {K} and all of "
        "them", "gcd|divisor", "nonneg", K=(24, 60)),
    op("last", "fold edge: int", "last({s}, {K})",
        "the last of {n}, or {K} if there are none // return the last one, or {K} if there are none", "last|final",
        "ordered +signed", K=(-1, 0)),
    op("head", "fold edge: int", "head({s}, {K})",
        "the first of {n}, or {K} if there are none // return the first one, or {K} if there are none",
        "first|initial", "ordered +signed", K=(-1, 0)),
    op("distinct", "fold unique: int", "len(uniq({s}))",
        "the number of distinct values among {n} // count the distinct values|return how many different values "
        "there are", "count_distinct|variety"),
    op("saturate", "fold saturate: int", "fold({s}, {L}, lambda acc, {x}: min2(acc + {x}, {K}))",
        "the sum of {n} on top of {L}, never letting it exceed {K} // add them up starting from {L} but never let "
        "the total exceed {K}", "saturating|capped_total", "nonneg", K=(20, 90), L=(0, 9)),
    op("floorfold", "fold saturate: int", "fold({s}, {L}, lambda acc, {x}: max2(acc - {x}, {K}))",
        "what is left of {L} after taking away {n} one by one, never going below {K} // take them away from {L} "
        "one by one, never going below {K}", "remaining|budget", "nonneg", K=(0, 5), L=(40, 150)),
    op("holds", "fold member: int -> bool", "has({s}, {K})",
        "whether {K} is among {n} // return whether {K} is among them|check whether they contain {K}", "contains|has",
        K=(2, 12)),
    op("joined", "fold render: int -> str", "join(map({s}, lambda {x}: str({x})), {P})",
        "{n} as text, separated by {P} // join them into a string separated by {P}", "join|format", "ordered",
        P=("-", ",", ":", " ", "+", "/")),
)  # fmt: skip

POSTS: tuple[Op, ...] = (
    op("modulo", "post mod: int", "{s} % {K}", "{n}, modulo {K} // reduce the result modulo {K}", "mod|modulo",
        "nonneg", K=(4, 13)),
    op("scale", "post scale: int", "{s} * {K} + {L}",
        "{n}, times {K} plus {L} // multiply the result by {K} and add {L}", "scaled|adjusted", K=(2, 7), L=(1, 9)),
    op("classify", "post classify: int -> str", "{P} if {s} < {K} else {Q}",
        "{P} if the value is less than {K} and {Q} otherwise, where the value is {n} // return {P} if the result "
        "is less than {K} and {Q} otherwise", "classify|grade", K=(5, 30), P=("low", "small", "few", "light"),
        Q=("high", "large", "many", "heavy")),
    op("exceeds", "post test: int -> bool", "{s} > {K}",
        "true if {n} is greater than {K} // return whether the result is greater than {K}", "exceeds|is_above",
        K=(5, 30)),
    op("divides", "post test: int -> bool", "{s} % {K} == 0",
        "true if {n} is divisible by {K} // return whether the result is divisible by {K}", "divides|is_multiple",
        "nonneg", K=(2, 5)),
    op("limit", "post clamp: int", "min2({s}, {K})", "{n}, but at most {K} // return the result, but at most {K}",
        "capped|limited", K=(10, 60)),
)  # fmt: skip
