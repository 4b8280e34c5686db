"""Our shares and pass rates beside the paper's."""

from __future__ import annotations

from collections.abc import Mapping

from neuroglot.core.languages import FIVE
from neuroglot.core.results import Result
from neuroglot.report import compare, numbers, svg
from neuroglot.report.effects import UNIVERSAL, Effects
from neuroglot.report.html import Child, Markup, join, tag
from neuroglot.report.rates import Rates
from neuroglot.report.sections import Contents, lacks, section

_Passes = Mapping[str, tuple[float, float, float | None]]

PAPER_PLS: Mapping[str, _Passes] = {
    "Llama-3.1-8B": {
        "cpp": (47.56, 6.71, 31.10),
        "java": (49.39, 27.44, 51.22),
        "python": (46.34, 7.93, 37.80),
        "go": (34.76, 4.27, 32.93),
        "javascript": (40.85, 23.17, 40.24),
    },
    "Qwen2.5-Coder-32B": {
        "cpp": (79.27, 40.24, 73.17),
        "java": (76.83, 40.24, 71.95),
        "python": (76.83, 43.90, 54.88),
        "go": (71.34, 4.27, 57.98),
        "javascript": (98.17, 79.87, 94.51),
    },
}
"""pass@3 in per cent by language, from the paper's Table 2: plain, with the own PLS set silent, with random neurons."""

PAPER_LAPE: Mapping[str, _Passes] = {
    "Llama-3.1-8B": {
        "cpp": (47.56, 45.85, None),
        "java": (49.39, 51.51, None),
        "python": (46.34, 42.77, None),
        "go": (34.76, 33.86, None),
        "javascript": (40.85, 47.06, None),
    }
}
"""The same for LAPE's sets, from Table 1, which has no random neurons."""

_DETAILS = (
    "The paper (Tables 1 and 2): pass@3 of three samples on the 164 problems of HumanEval-X a language, no intervals. "
    "HumanEval-X's JavaScript tests use console.assert, which prints and goes on; 98.17 may owe to that."
)


def paper(page: Contents) -> Markup:
    """The paper's shares, and its pass rates where there are ours, beside what was measured here."""
    title = "Beside the paper"
    method = next((one for one in page.chosen if one != UNIVERSAL), "")
    shares = compare.our_shares(page.chosen, method)
    passes = _passes(page)
    if not shares and passes is None:
        return section("paper", title, lacks("The stage select has left no totals to set beside the paper's."))
    drawn = _shares(page, method, shares) if shares else None
    return section("paper", title, tag("p", _lead(page, method, bool(shares)), class_="lead"), drawn, passes)


def _lead(page: Contents, method: str, shares: bool) -> str:
    which = f"Shares of all neurons in {numbers.method_name(method)}'s sets, in per cent. " if shares else ""
    theirs = "the paper measures an ablation's effect as a fall of pass@3 on HumanEval-X"
    if not page.passed:
        only = "Only the shares can be compared: "
        return f"{which}{only}{theirs}, this report as a rise of held-out loss in nats a token."
    found = page.passed[0][1]
    ours = f"a change of {found.metric} on {found.corpus}"
    ours += " and as a rise of held-out loss in nats a token" if page.measured else ""
    return f"{which}{theirs[0].upper()}{theirs[1:]}, this report as {ours}; the pass rates are beside each other below."


def _shares(page: Contents, method: str, shares: Mapping[str, float]) -> Markup:
    table = tag("div", compare.paper_table(shares, page.model), tag("p", compare.SOURCE, class_="note"))
    return tag("div", compare.paper_figure(shares, "paper-shares"), table, class_="grid wide")


def _passes(page: Contents) -> Markup | None:
    if not page.passed:
        return None
    found = page.passed[0][1]
    tables = [_table(found, effect, theirs) for effect, theirs in _compared(found) if set(found.languages) & set(FIVE)]
    if not tables:
        return None
    same = "humaneval" in found.corpus.lower()
    other = "another model" if same else "another model and another benchmark"
    caution = (
        f"Here: {found.metric} of {page.model} on {found.corpus}, {other}: directions can be compared, sizes can't."
    )
    return join(
        [
            tag("h3", "Pass rates with the own set silent, in per cent"),
            *tables,
            tag("p", f"{_DETAILS} {caution}", class_="note"),
        ]
    )


def _compared(found: Rates) -> list[tuple[Effects, Mapping[str, _Passes]]]:
    """The first method that is PLS or like it beside Table 2, and LAPE beside Table 1."""
    sets = [one for one in found.changes if one.labels != (UNIVERSAL,)]
    pls = [(one, PAPER_PLS) for one in sets if one.method.startswith("pls")][:1]
    return [*pls, *((one, PAPER_LAPE) for one in sets if one.method == "lape")]


def _table(found: Rates, effect: Effects, theirs: Mapping[str, _Passes]) -> Markup:
    head: list[Child] = [numbers.method_name(effect.method)]
    head += [
        join([column, tag("br"), what]) for column in ("This run", *theirs) for what in ("plain", "own set", "random")
    ]
    rows: list[list[Child]] = []
    for language in found.languages:
        if language in FIVE:
            paper = [cell for column in theirs.values() for cell in _theirs(*column[language])]
            rows.append([numbers.name(language), *_ours(found, effect, language), *paper])
    return svg.table(head, rows, "sortable")


def _ours(found: Rates, effect: Effects, language: str) -> list[Markup]:
    plain, change = found.plain.get(language), effect.own(language)
    rate = found.rate(effect, language, language)
    drawn = found.draws.get((effect.source(language), language, language), ())
    mean = sum(draw.value for draw in drawn) / len(drawn) if drawn else None
    shifts = [draw.value for draw in effect.draws.get((language, language), ())]
    shift = sum(shifts) / len(shifts) if shifts else None
    return [
        _cell(plain.value if plain else None),
        _cell(rate.value if rate else None, _shift(change)),
        _cell(mean, numbers.points(shift) if shift is not None else ""),
    ]


def _shift(change: Result | None) -> str:
    if change is None:
        return ""
    return f"{numbers.points(change.value)} {numbers.hundred_interval(change.low, change.high)}".rstrip()


def _theirs(plain: float, own: float, random: float | None) -> list[Markup]:
    shift = "" if random is None else numbers.points((random - plain) / 100)
    return [
        _cell(plain / 100),
        _cell(own / 100, numbers.points((own - plain) / 100)),
        _cell(None if random is None else random / 100, shift),
    ]


def _cell(fraction: float | None, small: str = "") -> Markup:
    shown = numbers.hundred(fraction)
    value = None if fraction is None else repr(100 * fraction)
    return tag("td", shown, tag("small", small) if small else None, class_="number", data_value=value)
