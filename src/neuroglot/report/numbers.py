"""Numbers and names as people read them."""

from __future__ import annotations

import math

from neuroglot.core.languages import TITLES

MISSING = "\u2013"
MINUS = "\u2212"
TIMES = "\u00d7"
_METHODS = {
    "pls": "PLS",
    "pls-top-first": "PLS, top first",
    "pls-equal": "PLS, equal numbers",
    "pls-fixed-mix": "PLS, fixed mix",
    "balanced": "Balanced PLS",
    "lape": "LAPE",
    "universal": "Universal",
    "signed": "Signed attribution",
    "margin": "Margin",
    "contribution": "Contribution",
    "mean-difference": "Mean difference",
    "average-precision": "Average precision",
}


def fixed(value: float | None, decimals: int = 3) -> str:
    """A number with a fixed count of decimals and a true minus; a dash where there is none."""
    if value is None or not math.isfinite(value):
        return MISSING
    text = f"{value:,.{decimals}f}"
    if text.startswith("-"):
        text = text[1:] if not text.strip("-0.,") else f"{MINUS}{text[1:]}"
    return text


def decimals_for(largest: float) -> int:
    """How many decimals show a scale that goes up to `largest` with two to three digits."""
    if not math.isfinite(largest) or largest <= 0:
        return 3
    return max(1, min(6, 2 - math.floor(math.log10(largest))))


def nats(value: float | None) -> str:
    """A loss or its change: three decimals, more where that would hide a small one."""
    if value is None or not math.isfinite(value):
        return MISSING
    return fixed(value, 3 if value == 0 or abs(value) >= 0.01 else 4)


def interval(low: float | None, high: float | None, decimals: int | None = None) -> str:
    """`[0.08, 0.11]`, or nothing where there is no interval. Without `decimals` it is written as `nats`."""
    if low is None or high is None:
        return ""
    if decimals is None:
        return f"[{nats(low)}, {nats(high)}]"
    return f"[{fixed(low, decimals)}, {fixed(high, decimals)}]"


def count(value: float | None) -> str:
    """A whole number with thousands separated."""
    return fixed(value, 0)


def ratio(value: float | None) -> str:
    """A factor with two to three digits."""
    if value is None or not math.isfinite(value):
        return MISSING
    return fixed(value, 1 if abs(value) < 99.95 else 0)


def percent(fraction: float | None) -> str:
    """A fraction as per cent with two digits."""
    if fraction is None or not math.isfinite(fraction):
        return MISSING
    hundred = 100 * fraction
    if hundred == 0 or abs(hundred) >= 10:
        return f"{fixed(hundred, 0)}\u202f%"
    return f"{fixed(hundred, 1 - math.floor(math.log10(abs(hundred))))}\u202f%"


def hundred(fraction: float | None) -> str:
    """A pass rate in per cent with one decimal, without the sign: `62.0`."""
    return MISSING if fraction is None else fixed(100 * fraction, 1)


def rate(fraction: float | None) -> str:
    """A pass rate: `62.0 %`."""
    return MISSING if fraction is None else f"{hundred(fraction)}\u202f%"


def points(change: float | None) -> str:
    """A change of a pass rate in percentage points, with its sign: `+2.0`, `\u22123.1`."""
    shown = hundred(change)
    return shown if change is None or change <= 0 or shown == "0.0" else f"+{shown}"


def hundred_interval(low: float | None, high: float | None) -> str:
    """`[53.1, 70.2]` for fractions, or nothing where there is no interval."""
    return "" if low is None or high is None else f"[{hundred(low)}, {hundred(high)}]"


def seconds(value: float) -> str:
    """A duration: `4.2 s`, `12 min`, `3.1 h`."""
    if value < 120:
        return f"{fixed(value, 1)} s"
    return f"{fixed(value / 60, 0)} min" if value < 7200 else f"{fixed(value / 3600, 1)} h"


def name(label: str) -> str:
    """A language's or a set's name for people; what isn't known stays as it is."""
    return TITLES.get(label, "Universal" if label == "universal" else label)


def corpus_name(corpus: str, split: str) -> str:
    """A corpus with its split, once where both are called the same."""
    return corpus if corpus == split else f"{corpus}, {split} split"


def method_name(method: str) -> str:
    """A selection method's name for people."""
    return _METHODS.get(method, method)


def possessive(label: str) -> str:
    """`Go's`."""
    return f"{name(label)}'s"


def listing(words: list[str]) -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
