"""Problems of public benchmarks that are at odds with themselves: known, so that nobody looks for the fault here."""

from __future__ import annotations

_EXACT = "the test wants the decimal part of 1.33 to be exactly 0.33; the plain 1.33 % 1 is 0.33000000000000007"

KNOWN_FAULTS: dict[tuple[str, str], str] = {
    ("humaneval_x", "JavaScript/112"): (
        "the canonical solution returns (z, false) or (z, true), which in JavaScript is false or true alone (the comma "
        "operator); the tests want [the remaining string, whether it is a palindrome]"
    ),
    ("humaneval_x", "JavaScript/155"): (
        "the canonical solution counts digits while num > 0, so that evenOddCount(0) is [0, 0]; the last test wants "
        "[1, 0]"
    ),
    ("humaneval_x", "Go/95"): (
        "what the canonical solution returns depends on the order in which Go goes through a map, which is random: it "
        "is right in some runs and wrong in others"
    ),
    ("mceval", "Python/9"): "the test function is defined and never called: every solution that can be loaded passes",
    ("mceval", "Java/53"): (
        "the tests call testReverseWords, which only the canonical solution defines: no other solution compiles"
    ),
    ("multi_humaneval", "HumanEval_java/2"): _EXACT,
    ("multi_humaneval", "HumanEval_javascript/2"): _EXACT,
    ("multi_humaneval", "HumanEval_php/2"): _EXACT,
    ("multi_humaneval", "HumanEval_ruby/2"): _EXACT,
}
"""By benchmark and `task_id`: what is wrong in the data, as published."""
