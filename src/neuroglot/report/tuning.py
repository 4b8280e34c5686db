"""The section about tuning: a language taught by training its neurons, what that costs the others, and controls."""

from __future__ import annotations

from collections.abc import Sequence

from neuroglot.core.languages import FIVE
from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.collect import Loaded
from neuroglot.report.forest import Mark, forest
from neuroglot.report.html import Child, Markup, join, tag
from neuroglot.report.paper_tuning import BASE, SOURCE, TABLE_4, PaperTuning
from neuroglot.report.sections import Contents, section
from neuroglot.report.tunes import ARMS, LOSS, NEURONS, NONE, RANDOM, STAGE, Place, Tunes, tunes

DRAWS = 3
"""So many draws of random neurons, at least, are needed to say that a language's do better or worse than such."""

_PAPER = {"lora": "LoRA", "neurons": "its neurons"}

_LEAD = (
    "The model was taught one language from instructions and answers, each time by training something else; all saw "
    "the same rows in as many steps. Each took the learning rate with the lowest validation loss. Values are means "
    "over the trainings (seeds) at that rate; intervals are 95 % bootstraps over the tested tasks, and changes are "
    "paired. What the others lose is what the teaching costs."
)


def tuning(page: Contents) -> Markup:
    """The section; where nothing was tuned, one sentence and how to do it."""
    title = "Tuning one language"
    measured = [(one, found) for one in page.run.stage(STAGE) if (found := tunes(one.results)) is not None]
    if not measured:
        command = tag("code", "neuroglot tune compare RUN")
        return section("tuning", title, tag("p", "No language was taught; ", command, " does it.", class_="lacks"))
    parts = [_comparison(one, found, f"tuning-{index}") for index, (one, found) in enumerate(reversed(measured))]
    return section("tuning", title, tag("p", _LEAD, class_="lead"), *parts, _paper([found for _, found in measured]))


def _comparison(one: Loaded, found: Tunes, name: str) -> Markup:
    heading = f"{numbers.name(found.target)}, {numbers.method_name(found.method)}'s neurons ({one.artifact.name})"
    said = tag("ul", *(tag("li", line) for line in sentences(found)), class_="findings")
    tables = [_table(found, metric) for metric in found.metrics]
    drawn = [_figure(found, metric, f"{name}-{number}") for number, metric in enumerate(found.metrics)]
    rates = svg.details("Learning rates: validation loss in nats a token", _rates(found))
    return join([tag("h3", heading), said, *tables, tag("div", *drawn, class_="grid wide"), rates])


def sentences(found: Tunes) -> list[str]:
    """What the comparison says: whether the neurons learn, beat random ones, and spare the other languages."""
    said = []
    for metric in found.metrics:
        for line in (_learned(found, metric), _beside_random(found, metric), _spared(found, metric)):
            if line:
                said.append(line)
    if found.at_an_end:
        listed = numbers.listing([ARMS[arm] for arm in found.at_an_end])
        said.append(
            f"The best learning rate is the lowest or the highest of those tried, so a better may exist: {listed}."
        )
    return said


def _learned(found: Tunes, metric: str) -> str:
    change = found.changes[metric].get((NEURONS, found.target))
    if change is None:
        return ""
    others = found.changes[metric].get((NEURONS, None))
    line = f"Training {numbers.possessive(found.target)} neurons changes its {_words(metric)} by {_amount(change)}"
    return f"{line}, the other languages' by {_amount(others)}." if others else f"{line}."


def _beside_random(found: Tunes, metric: str) -> str:
    place = (RANDOM, found.target)
    own = found.differences[metric].get(place)
    if own is None:
        return ""
    verdict = _verdict(own, [one.value for one in found.draws[metric].get(place, ())], metric == LOSS)
    return f"Against random neurons, matched by layer and site, in {_words(metric)}: {_amount(own)}: {verdict}."


def _verdict(own: Result, draws: Sequence[float], falls: bool) -> str:
    """Who does better: the interval answers for other tasks, and draws that agree for other random neurons. `falls`
    says that less is better."""
    if own.low is None or own.high is None or own.low <= 0 <= own.high:
        return "no difference that the tasks can tell"
    better = (own.value < 0) is falls
    who = "the language's neurons do better" if better else "random neurons do better"
    few = len(draws) < DRAWS
    if not few and all((one < 0) is (own.value < 0) and one for one in draws):
        return who
    these = f"{'than' if better else 'in'} {'this one draw' if len(draws) < 2 else f'these {len(draws)} draws'}"
    return f"{who} {these}{', too few to tell' if few else ' on average, not in each'}"


def _spared(found: Tunes, metric: str) -> str:
    parts = [
        f"{ARMS[arm]} {_amount(change)}"
        for arm in found.arms
        if arm != NONE and (change := found.changes[metric].get((arm, None))) is not None
    ]
    return f"Change of the other languages' {_words(metric)}, mean: {'; '.join(parts)}." if parts else ""


def _words(metric: str) -> str:
    return "test loss" if metric == LOSS else metric


def _amount(result: Result) -> str:
    """A change with its interval and unit."""
    if result.unit == "nats/token":
        return f"{_signed(result.value)} {numbers.interval(result.low, result.high)}".rstrip() + " nats a token"
    bounds = numbers.hundred_interval(result.low, result.high)
    return f"{numbers.points(result.value)} {bounds}".rstrip() + " points"


def _signed(value: float) -> str:
    return f"+{numbers.nats(value)}" if value > 0 else numbers.nats(value)


def _table(found: Tunes, metric: str) -> Markup:
    """Table 4's form: what was trained in rows, languages in columns, each with its change."""
    head: list[Child] = ["Trained", "weights", *map(numbers.name, found.languages), "others", "rate", "s a step"]
    rows = [_row(found, metric, arm) for arm in found.arms]
    what = "Loss of solutions, nats a token (the end token left out)" if metric == LOSS else f"{metric}, per cent"
    corpus = numbers.corpus_name(*found.corpus(metric))
    lines = [f"{what}: {corpus}. Under a value: its change, and the change's interval."]
    return join([tag("p", *lines, class_="note"), svg.table(head, rows, "sortable compact")])


def _row(found: Tunes, metric: str, arm: str) -> list[Child]:
    share, state = found.cost(arm, "tuned_share"), found.cost(arm, "training_state")
    small = tag("small", f"{numbers.count((state or 0) / 2**10)} KiB in training") if state else None
    cells = [_cell(found, metric, (arm, language)) for language in found.languages]
    seconds = found.cost(arm, "step_seconds")
    weights = tag("td", numbers.percent(share), small, class_="number", data_value=repr(float(share or 0)))
    return [
        ARMS[arm],
        weights if share is not None else svg.number(numbers.MISSING),
        *cells,
        _cell(found, metric, (arm, None)),
        svg.number(found.chosen(arm) or numbers.MISSING),
        svg.number(numbers.fixed(seconds, 2), seconds),
    ]


def _cell(found: Tunes, metric: str, place: Place) -> Markup:
    """A value with its change; of the others' mean the change alone."""
    value, change = found.values[metric].get(place), found.changes[metric].get(place)
    shown = value or change
    if shown is None:
        return svg.number(numbers.MISSING)
    loss = metric == LOSS
    lines = []
    if change is not None:
        bounds = (numbers.interval if loss else numbers.hundred_interval)(change.low, change.high)
        by = _signed(change.value) if loss else numbers.points(change.value)
        lines = [bounds] if value is None else [f"{by} {bounds}".rstrip()]
    text = numbers.nats(shown.value) if loss else numbers.hundred(shown.value)
    if value is None:
        text = _signed(shown.value) if loss else numbers.points(shown.value)
    small = join([tag("small", line) for line in lines if line])
    return tag("td", text, small, class_="number", data_value=repr(float(shown.value)))


def _figure(found: Tunes, metric: str, name: str) -> Markup | None:
    """The change in the taught language and in the others, by what was trained, with every seed."""
    marks = []
    for arm in found.arms:
        for language in (found.target, None) if arm != NONE else ():
            change = found.changes[metric].get((arm, language))
            if change is not None:
                who = numbers.name(found.target) if language else "others"
                seeds = [one.value for one in found.seeds[metric].get((arm, language), ())]
                marks.append(Mark(f"{ARMS[arm]}: {who}", change, tuple(seeds), strong=language is not None))
    unit = "nats a token" if metric == LOSS else "share of problems"
    return forest(marks, name, f"Change of {_words(metric)}", unit) if marks else None


def _rates(found: Tunes) -> Markup:
    rates = found.rates
    head: list[Child] = ["Trained", *rates]
    rows: list[list[Child]] = []
    for arm in found.arms:
        if arm == NONE:
            continue
        tried = [found.tried.get((arm, rate)) for rate in rates]
        rows.append([ARMS[arm], *(svg.number(numbers.nats(one.value if one else None)) for one in tried)])
    plain = found.tried.get((NONE, ""))
    before = tag("p", f"Not tuned: {numbers.nats(plain.value)}.", class_="note") if plain else None
    return join([svg.table(head, rows, "compact"), before])


def _paper(measured: list[Tunes]) -> Markup:
    """The paper's table, with ours beside it where the same language was taught and programs were run."""
    head: list[Child] = ["Taught", "trained", "weights", *map(numbers.name, FIVE)]
    rows: list[list[Child]] = [["nothing", "", "", *(_paper_cell(BASE, language) for language in FIVE)]]
    for target, by_arm in TABLE_4.items():
        for arm, row in by_arm.items():
            share = svg.number(f"{numbers.fixed(row.share, 2)}\u202f%", row.share)
            rows.append([numbers.name(target), _PAPER[arm], share, *(_paper_cell(row, one) for one in FIVE)])
    ours = [line for found in measured if found.rate for line in _ours(found)]
    note = tag("p", SOURCE, class_="note")
    return svg.details("Beside the paper's Table 4", svg.table(head, [*rows, *ours], "compact"), note)


def _paper_cell(row: PaperTuning, language: str) -> Markup:
    value = row.rate(language)
    change = None if row is BASE or value is None else value - (BASE.rate(language) or 0.0)
    small = tag("small", numbers.points(change)) if change is not None else None
    return tag("td", numbers.hundred(value), small, class_="number", data_value=repr(value))


def _ours(found: Tunes) -> list[list[Child]]:
    """Our rows of the paper's arms."""
    rows: list[list[Child]] = []
    for arm in (NONE, "lora-share", NEURONS):
        share = found.cost(arm, "tuned_share")
        cells = [_cell(found, found.rate, (arm, language)) for language in FIVE]
        label = f"{numbers.name(found.target)}, this run"
        rows.append([label, ARMS[arm], svg.number(numbers.percent(share), share), *cells])
    return rows
