"""What can be done with the characters of a string."""

from __future__ import annotations

from neuroglot.corpora.bundled.grammar.ops import Op, op

LETTERS = tuple("aeorstnl")

PREDICATES: tuple[Op, ...] = (
    op("vowel", "filter set: char", "inset({x}, 'aeiou')", "are lower-case vowels|are vowels (a, e, i, o, u)",
        "vowels|vowel"),
    op("novowel", "filter set: char", "not inset({x}, 'aeiou')",
        "are not lower-case vowels|are no vowels (a, e, i, o, u)", "non_vowels|others"),
    op("digit", "filter class: char", "isdigit({x})", "are digits|are decimal digits", "digits|numeric"),
    op("upper", "filter class: char", "isupper({x})", "are upper-case letters|are capital letters",
        "uppercase|capitals"),
    op("lower", "filter class: char", "islower({x})", "are lower-case letters", "lowercase|small_letters"),
    op("letter", "filter class: char", "isalpha({x})", "are letters|are alphabetic", "letters|alphabetic"),
    op("nodigit", "filter class: char", "not isdigit({x})", "are not digits|are no decimal digits",
        "non_digits|nondigit"),
    op("same", "filter equal: char", "{x} == {C}", "are equal to '{C}'|are the character '{C}'", "matching|equal",
        C=LETTERS),
    op("other", "filter equal: char", "{x} != {C}", "are not equal to '{C}'|differ from '{C}'", "differing|unlike",
        C=LETTERS),
    op("after", "filter order: char", "{x} > {C}", "come after '{C}' in ASCII order", "later|after", C=tuple("dgmp")),
    op("from", "filter order: char", "{x} >= {C}", "are '{C}' or later in ASCII order", "late|high", C=tuple("dgmp")),
    op("between", "filter order2: char", "{x} >= {C} and {x} <= {D}", "lie between '{C}' and '{D}' in ASCII order",
        "ranged|inner", C=tuple("bcd"), D=tuple("mprs")),
    op("either", "filter equal2: char", "{x} == {C} or {x} == {D}", "are '{C}' or '{D}'", "either|chosen",
        C=tuple("aei"), D=tuple("rstn")),
)  # fmt: skip

MAPS: tuple[Op, ...] = (
    op("upper", "map case: char", "cupper({x})",
        "the upper-case forms of {n}|{n} in upper case // convert each of them to upper case", "uppercased|raised"),
    op("lower", "map case: char", "clower({x})",
        "the lower-case forms of {n}|{n} in lower case // convert each of them to lower case", "lowercased|lowered"),
    op("replace", "map replace: char", "{C} if {x} == {D} else {x}",
        "{n} with '{D}' replaced by '{C}' // replace '{D}' by '{C}'", "replaced|substituted", C=tuple("xyz_"),
        D=LETTERS),
    op("mask", "map replace: char", "{C} if isdigit({x}) else {x}",
        "{n} with every digit replaced by '{C}' // replace every digit by '{C}'", "masked|hidden", C=tuple("#*_")),
    op("mask_vowel", "map replace: char", "{C} if inset({x}, 'aeiou') else {x}",
        "{n} with every lower-case vowel replaced by '{C}' // replace every lower-case vowel by '{C}'",
        "masked_vowels|starred", C=tuple("#*_")),
    op("swap", "map case: char", "clower({x}) if isupper({x}) else cupper({x})",
        "{n} with their case swapped // swap the case of each of them", "swapped|inverted"),
    op("rotate", "map cipher: char", "chr((ord({x}) - 97 + {K}) % 26 + 97) if islower({x}) else {x}",
        "{n} with every lower-case letter shifted by {K} places in the alphabet, wrapping around // shift every "
        "lower-case letter by {K} places in the alphabet, wrapping around", "shifted|caesar", K=(1, 13)),
    op("mirror", "map cipher: char", "chr({K} - ord({x})) if islower({x}) else {x}",
        "{n} with every lower-case letter replaced by its mirror in the alphabet (code {K} minus its code) // "
        "replace every lower-case letter by its mirror in the alphabet (code {K} minus its code)", "mirrored|atbash",
        K=(219, 219)),
    op("code", "map code: char -> int", "abs(ord({x}) - {K})",
        "the distances of the ASCII codes of {n} from {K} // take the distance of the ASCII code of each from {K}",
        "codes|ordinals", "+nonneg", K=(40, 100)),
    op("codemod", "map code: char -> int", "ord({x}) % {K}",
        "the ASCII codes modulo {K} of {n} // take the ASCII code of each modulo {K}", "code_residues|codes",
        K=(5, 17)),
    op("score", "map score: char -> int", "{K} if inset({x}, 'aeiou') else {L}",
        "the scores ({K} for a lower-case vowel and {L} for anything else) of {n} // score {K} for a lower-case "
        "vowel and {L} for anything else", "scores|points", K=(3, 9), L=(0, 2)),
    op("digitval", "map score: char -> int", "digit({x}) * {K} if isdigit({x}) else {L}",
        "the values ({K} times the digit for a digit and {L} for anything else) of {n} // count {K} times its "
        "value for a digit and {L} for anything else", "digit_values|weights", K=(2, 5), L=(0, 3)),
)  # fmt: skip

BARRIERS: tuple[Op, ...] = (
    op("rev", "barrier reverse: char", "rev({s})", "{n} in reverse order // reverse their order", "reversed|backward"),
    op("uniq", "barrier unique: char", "uniq({s})",
        "{n} without repeats|the distinct ones of {n} in order of first appearance // keep only the first "
        "occurrence of each", "unique|distinct"),
)  # fmt: skip

FOLDS: tuple[Op, ...] = (
    op("text", "fold text: char -> str", "text({s})",
        "the string of {n}|a string made of {n} // join them into a string|return them as a string", "string|text"),
    op("count", "fold count: char -> int", "len({s})", "the number of {n} // count them|return how many there are",
        "count|number_of"),
    op("distinct", "fold unique: char -> int", "len(uniq({s}))",
        "the number of distinct characters among {n} // count the distinct characters", "count_distinct|variety"),
)  # fmt: skip
