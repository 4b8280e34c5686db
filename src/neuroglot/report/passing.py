"""The section about programs: what passes with nothing silent and with each set silent, and how programs ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neuroglot.report import numbers, svg
from neuroglot.report.collect import Loaded
from neuroglot.report.effects import Effects
from neuroglot.report.endings import endings
from neuroglot.report.html import Markup, join, tag
from neuroglot.report.matrix import scale
from neuroglot.report.rate_findings import few_draws, no_spread, sentences
from neuroglot.report.rate_matrix import rate_matrix
from neuroglot.report.rates import Rates
from neuroglot.report.sections import Contents, section

UNPROTECTED = (
    "These programs ran unprotected (sandbox: none), with the rights of whoever started the run. What a model writes "
    "can do harm; run it in a sandbox unless you trust it."
)
_METHODS_SHOWN = 1
"""So many methods are unfolded."""


def programs(page: Contents) -> Markup:
    """The section; where no programs were run, one sentence and how to run them."""
    title = "Programs that pass"
    if not page.passed:
        command = tag("code", "neuroglot ablate RUN --metric pass@3")
        lacking = tag("p", "No programs were run with sets silent; ", command, " writes and runs some.", class_="lacks")
        return section("programs", title, lacking)
    (first, found), *others = page.passed
    folded = [
        svg.details(_named(one, rates), _measurement(one, rates, f"programs-{index}"))
        for index, (one, rates) in enumerate(others, start=1)
    ]
    return section("programs", title, _measurement(first, found, "programs-0"), *folded)


def _named(one: Loaded, found: Rates) -> str:
    return f"{found.metric} on the {found.split or 'whole'} split of {found.corpus} ({one.artifact.name})"


def _measurement(one: Loaded, found: Rates, name: str) -> Markup:
    drawn = [_method(found, effect, f"{name}-{index}") for index, effect in enumerate(found.changes)]
    shown, folded = drawn[:_METHODS_SHOWN], found.changes[_METHODS_SHOWN:]
    more = [
        svg.details(f"{numbers.method_name(effect.method)}: pass rates and endings", figure)
        for effect, figure in zip(folded, drawn[_METHODS_SHOWN:], strict=True)
    ]
    return join(
        [
            tag("p", _lead(found), class_="lead"),
            tag("p", UNPROTECTED, class_="lacks", role="note") if _sandbox(one) == "none" else None,
            tag("ul", *(tag("li", line) for line in sentences(found)), class_="findings"),
            *(tag("p", line, class_="note") for line in _notes(one, found)),
            *shown,
            *more,
        ]
    )


def _lead(found: Rates) -> str:
    return (
        f"The model wrote programs for problems of the {found.split or 'whole'} split of {found.corpus}; each was run "
        f"against its tests. {found.metric}: the share of problems that {_solved(found.k)}. Rows are the sets that "
        "were silent while it wrote, columns the languages. A cell holds the pass rate, its change against nothing "
        "silent and the change's interval; the thin cell below the mean and range of the change under random sets. "
        "Colour is the change; all methods share one scale, which ends at the largest change under a language's set."
    )


def _solved(k: int) -> str:
    return "a sample solves" if k == 1 else f"at least one of {k} samples solves"


def _method(found: Rates, effect: Effects, name: str) -> Markup:
    largest = scale(found.changes)
    return tag(
        "div", rate_matrix(found, effect, name, largest), endings(found, effect, f"{name}-ended"), class_="grid wide"
    )


def _sandbox(one: Loaded) -> str:
    return str(one.facts.get("sandbox", ""))


def _notes(one: Loaded, found: Rates) -> list[str]:
    samples, distinct = one.facts.get("samples"), one.facts.get("distinct programs")
    counted = (
        f"{numbers.count(samples)} programs were written in all, {numbers.count(distinct)} of them distinct."
        if isinstance(samples, int) and isinstance(distinct, int)
        else ""
    )
    sandbox = _sandbox(one)
    where = f"They ran in the sandbox {sandbox}." if sandbox not in {"", "none"} else ""
    drawn = _scalars(one.artifact.request.options.get("sampling"))
    how = f"Sampling: {', '.join(f'{name} {value}' for name, value in drawn.items())}." if drawn else ""
    cautions = [few_draws(found) or "", no_spread(found) or ""]
    return [line for line in (*cautions, " ".join(part for part in (counted, where, how) if part)) if line]


def _scalars(value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        return {}
    return {str(name).replace("_", " "): str(one) for name, one in value.items() if isinstance(one, str | int | float)}
