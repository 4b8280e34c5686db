"""The section about summaries: what every way to learn them writes in every language, in the form of Table 5."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.collect import Loaded
from neuroglot.report.forest import Mark, forest
from neuroglot.report.html import Child, Markup, join, tag
from neuroglot.report.paper_summaries import SIX, SOURCE, TABLE_5
from neuroglot.report.sections import Contents, section

STAGE = "summarize"
OURS = "concept-transfer"
BLEU, ROUGE = "summary_bleu", "summary_rouge_l"

ARM_NAMES = {
    "base": "Base",
    "direct": "Direct",
    "concept-lora": "Concept-LoRA",
    "two-stage": "Two-Stage LoRA",
    "concept-transfer": "Concept transfer",
    "elsewhere": "Control: other layers",
    "equal": "Control: equal weights",
}
_METRIC_NAMES = {
    BLEU: "BLEU-4 (CodeXGLUE)",
    "summary_sacrebleu": "BLEU-4 (sacrebleu)",
    ROUGE: "ROUGE-L",
    "summary_chrf": "chrF",
    "summary_meteor": "METEOR",
}
_LEAD = (
    "LoRA adapters in the self-attention learned to write a function's summary, the loss on the summary alone. Direct: "
    "all layers, each language's own examples. Concept-LoRA: the concept layers and all above, the low language alone. "
    "Two-Stage LoRA: all layers, first languages with many examples, then the low one. Concept transfer: the same two "
    "stages in the concept layers and all above. The controls learn as concept transfer does, in as many layers from "
    "the lowest up, and in all layers with as many weights. The likeliest token was written at every place. Intervals "
    "are 95 % bootstraps over test examples; leads are paired."
)


@dataclass(frozen=True)
class Summed:
    """The Results of one comparison, by what they are about; `low` is the language with little data."""

    results: Sequence[Result]
    low: str

    @property
    def amount(self) -> int:
        """The largest number of examples in the low language: what the table is about."""
        return max(self.amounts(), default=0)

    @property
    def arms(self) -> list[str]:
        """The arms that wrote, in the table's order."""
        there = {one.condition.get("arm") for one in self.results if one.metric == BLEU}
        return [arm for arm in ARM_NAMES if arm in there]

    @property
    def languages(self) -> list[str]:
        """The languages that were written in, in the order of the paper's table."""
        there = {one.language for one in self.results if one.metric == BLEU}
        return [language for language in SIX if language in there] + sorted(
            language for language in there if language is not None and language not in SIX
        )

    def score(self, metric: str, arm: str, language: str, amount: int) -> Result | None:
        """One score, the mean over seeds."""
        return self._one(metric, language, {"arm": arm, "amount": amount})

    def lead(self, metric: str, over: str, language: str) -> Result | None:
        """The lead of concept transfer over another arm."""
        return self._one(f"{metric}_lead", language, {"arm": OURS, "amount": self.amount, "over": over})

    def amounts(self) -> list[int]:
        """The amounts of the learning curve, ascending."""
        given = {one.condition.get("amount") for one in self.results if one.metric == BLEU}
        return sorted(amount for amount in given if isinstance(amount, int))

    def _one(self, metric: str, language: str, about: dict[str, object]) -> Result | None:
        for one in self.results:
            if (one.metric, one.language) == (metric, language) and dict(one.condition) == about:
                return one
        return None


def summaries(page: Contents) -> Markup:
    """The section; where nothing was learned, one sentence and how to do it."""
    title = "Summaries: learning for a language with little data"
    measured = [one for one in page.run.stage(STAGE) if any(result.metric == BLEU for result in one.results)]
    if not measured:
        command = tag("code", "neuroglot summarize run RUN")
        words = "No way to learn summaries was compared; "
        return section("summaries", title, tag("p", words, command, " does it.", class_="lacks"))
    last, *others = reversed(measured)
    folded = [svg.details(_named(one), _comparison(one, f"summaries-{n + 1}")) for n, one in enumerate(others)]
    lead = tag("p", _LEAD, class_="lead")
    shown = [tag("h3", _named(last)), _comparison(last, "summaries-0"), _paper()]
    return section("summaries", title, lead, *shown, *folded)


def _named(one: Loaded) -> str:
    low = numbers.name(str(one.artifact.request.options.get("low", "")))
    return f"{low} from {next(r.corpus for r in one.results if r.metric == BLEU)} ({one.artifact.name})"


def _comparison(one: Loaded, name: str) -> Markup:
    found = Summed(one.results, str(one.artifact.request.options.get("low", "")))
    said = [tag("li", line) for line in [*verdicts(found), *_circumstances(one)]]
    return join(
        [
            tag("ul", *said, class_="findings"),
            _table(found),
            _leads(found, name),
            svg.details(f"Every metric in {numbers.name(found.low)}", _metrics(found)),
            svg.details("What was trained", _trained(found)),
            _curve(found),
        ]
    )


def verdicts(found: Summed) -> list[str]:
    """What the leads of concept transfer in the low language say, for both metrics."""
    said = []
    for metric in (BLEU, ROUGE):
        leads = {arm: lead for arm in found.arms if (lead := found.lead(metric, arm, found.low)) is not None}
        if not leads:
            continue
        groups: dict[str, list[str]] = {side: [] for side in _SIDES}
        for arm, lead in leads.items():
            groups[_side(lead)].append(f"{ARM_NAMES[arm]} ({_points(lead)})")
        parts = [f"{words} over {numbers.listing(arms)}" for words, arms in groups.items() if arms]
        said.append(
            f"{_METRIC_NAMES[metric]} in {numbers.name(found.low)}, {found.amount} examples: the lead of concept "
            f"transfer is {'; '.join(parts)}."
        )
    return said


_SIDES = ("above zero", "below zero", "not told from zero")


def _side(lead: Result) -> str:
    if lead.low is not None and lead.low > 0:
        return _SIDES[0]
    return _SIDES[1] if lead.high is not None and lead.high < 0 else _SIDES[2]


def _points(one: Result) -> str:
    return f"{numbers.fixed(one.value, 1)} {numbers.interval(one.low, one.high, 1)}".rstrip()


def _circumstances(one: Loaded) -> list[str]:
    band = one.facts.get("band") or {}
    said = []
    if band:
        said.append(f"Concept layers {band.get('first')} to {band.get('last')}: {band.get('source')}.")
    said += [f"Left out: {row.get('what')}: {row.get('why')}." for row in one.facts.get("skipped") or []]
    return said


def _table(found: Summed) -> Markup:
    """BLEU and ROUGE-L of every arm in every language."""
    head: list[Child] = [""]
    for language in found.languages:
        head += [join([numbers.name(language), tag("br"), what]) for what in ("BLEU-4", "ROUGE-L")]
    rows: list[list[Child]] = []
    for arm in found.arms:
        cells = [found.score(metric, arm, one, found.amount) for one in found.languages for metric in (BLEU, ROUGE)]
        rows.append([ARM_NAMES[arm], *map(_score, cells)])
    counts = ", ".join(f"{numbers.name(one)} {_count(found, one)}" for one in found.languages)
    note = f"CodeXGLUE's BLEU-4 and ROUGE-L, 0 to 100. Test examples: {counts}."
    return join([svg.table(head, rows, "sortable compact"), tag("p", note, class_="note")])


def _count(found: Summed, language: str) -> int:
    return next((one.n for one in found.results if (one.metric, one.language) == (BLEU, language)), 0)


def _score(one: Result | None) -> Markup:
    if one is None:
        return svg.number(numbers.MISSING)
    bounds = numbers.interval(one.low, one.high, 1)
    small = tag("small", bounds) if bounds else None
    return tag("td", numbers.fixed(one.value, 1), small, class_="number", data_value=repr(float(one.value)))


def _leads(found: Summed, name: str) -> Markup | None:
    marks = [
        Mark(f"over {ARM_NAMES[arm]}", lead)
        for arm in found.arms
        if (lead := found.lead(BLEU, arm, found.low)) is not None
    ]
    if not marks:
        return None
    heading = f"The lead of concept transfer in {numbers.name(found.low)}"
    return forest(marks, f"{name}-leads", heading, "points of CodeXGLUE's BLEU-4")


def _metrics(found: Summed) -> Markup:
    there = [name for name in _METRIC_NAMES if any(one.metric == name for one in found.results)]
    rows: list[list[Child]] = [
        [ARM_NAMES[arm], *(_score(found.score(name, arm, found.low, found.amount)) for name in there)]
        for arm in found.arms
    ]
    return svg.table(["", *(_METRIC_NAMES[name] for name in there)], rows, "sortable compact")


def _trained(found: Summed) -> Markup:
    """Layers and weights of every arm, and the validation losses by which its learning rate was chosen."""
    rows: list[list[Child]] = []
    for one in found.results:
        if one.metric == "summary_weights":
            arm, layers = str(one.condition.get("arm")), str(one.condition.get("layers"))
            losses = [one for one in found.results if one.metric == "summary_loss" and one.condition.get("arm") == arm]
            tried = "; ".join(f"{loss.condition.get('rate')}: {_loss(loss)}" for loss in losses)
            rows.append([ARM_NAMES.get(arm, arm), layers, svg.number(numbers.count(one.value)), tried])
    return svg.table(["", "Layers", "Weights", "Validation loss by learning rate, nats a token"], rows, "compact")


def _loss(one: Result) -> str:
    return f"{numbers.nats(one.value)} ({numbers.name(one.language or '')})"


def _curve(found: Summed) -> Markup | None:
    """BLEU in the low language by how many examples of it there were; None for a single amount."""
    amounts = found.amounts()
    if len(amounts) < 2:
        return None
    rows: list[list[Child]] = [
        [ARM_NAMES[arm], *(_score(found.score(BLEU, arm, found.low, amount)) for amount in amounts)]
        for arm in found.arms
    ]
    heading = f"By the number of examples in {numbers.name(found.low)}: BLEU-4 (CodeXGLUE)"
    return join([tag("h3", heading), svg.table(["", *map(numbers.count, amounts)], rows, "compact")])


def _paper() -> Markup:
    head: list[Child] = [""]
    for language in SIX:
        head += [join([numbers.name(language), tag("br"), what]) for what in ("BLEU-4", "ROUGE-L")]
    rows: Iterable[list[Child]] = [
        [ARM_NAMES[arm], *(svg.number(f"{value:.2f}", value) for pair in row for value in pair)]
        for arm, row in TABLE_5.items()
    ]
    return svg.details("The paper's Table 5", svg.table(head, rows, "compact"), tag("p", SOURCE, class_="note"))
