"""The section about probes: what a linear probe reads from one token's state at every layer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.collect import Loaded, Run
from neuroglot.report.depth import Curve, Figure, depth_figures, points_of
from neuroglot.report.effects import in_order
from neuroglot.report.html import Markup, join, tag
from neuroglot.report.sections import Contents, section

STAGE = "syntax_probe"

_LEAD = (
    "A multinomial logistic regression reads one token's state behind every layer: the type of its node in the syntax "
    "tree (a probe a language, as in Figure 3 of the paper), its kind in one vocabulary for all languages, and its "
    "language. It is trained on programs of some tasks and tested on others. Selectivity is the accuracy less that on "
    "a control task, where every token of the vocabulary has a label at random: a probe that only knows tokens has "
    "none. "
    "Dotted lines across: the token alone, without a state. Ribbons: 95 % bootstrap over tasks."
)

_MEASURES = {
    "probe_accuracy": "Node types: accuracy",
    "probe_macro_f1": "Node types: macro-F1",
    "probe_selectivity": "Node types: selectivity",
}
_BASELINE = {"probe_accuracy": "probe_baseline", "probe_macro_f1": "probe_baseline_macro_f1"}


@dataclass(frozen=True)
class Probed:
    """The Results of one probing."""

    results: Sequence[Result]

    def points(self, metric: str, probe: str, language: str | None = None) -> dict[int, Result]:
        """One curve."""
        return points_of(self._of(metric, probe, language))

    def baseline(
        self, probe: str, by: str, language: str | None = None, metric: str = "probe_baseline"
    ) -> Result | None:
        """What is right without a state."""
        return next((one for one in self._of(metric, probe, language) if one.condition.get("by") == by), None)

    @property
    def languages(self) -> tuple[str, ...]:
        """Languages that were tested, in the house order."""
        return in_order(one.language for one in self.results if one.language is not None)

    def _of(self, metric: str, probe: str, language: str | None) -> list[Result]:
        wanted = (metric, probe, language)
        return [one for one in self.results if (one.metric, one.condition.get("probe"), one.language) == wanted]


def probes(page: Contents) -> Markup:
    """The section; where nothing was probed, one sentence and how to do it."""
    title = "Syntax by layer: probes"
    measured = [one for one in page.run.stage(STAGE) if one.results]
    if not measured:
        command = tag("code", "neuroglot layers syntax RUN")
        return section("probes", title, tag("p", "No state was probed; ", command, " does it.", class_="lacks"))
    last, *others = reversed(measured)
    folded = [
        svg.details(_named(one), _part(one, _twin(page.run, one), f"probes-{index + 1}"))
        for index, one in enumerate(others)
    ]
    shown = _part(last, _twin(page.run, last), "probes-0")
    return section("probes", title, tag("p", _LEAD, class_="lead"), tag("h3", _named(last)), shown, *folded)


def _named(one: Loaded) -> str:
    first = one.results[0]
    corpus = numbers.corpus_name(first.corpus, first.split)
    return f"Tested on {corpus} ({one.artifact.name})"


def _twin(run: Run, like: Loaded) -> Probed | None:
    found = [one for one in run.twin.stage(STAGE) if one.results] if run.twin else []
    split = (like.results[0].corpus, like.results[0].split)
    same = [one for one in found if (one.results[0].corpus, one.results[0].split) == split]
    return Probed(same[-1].results) if same else None


def _part(one: Loaded, twin: Probed | None, name: str) -> Markup:
    found = Probed(one.results)
    said = [tag("li", line) for line in sentences(found, twin)]
    shown = [
        *(_by_language(found, metric, heading, f"{name}-{metric}") for metric, heading in _MEASURES.items()),
        _kinds(found, f"{name}-kinds"),
        _beside_twin(found, twin, f"{name}-twin"),
        _languages(found, f"{name}-language"),
    ]
    return join([tag("ul", *said, class_="findings"), tag("div", *depth_figures(shown), class_="grid wide")])


def sentences(found: Probed, twin: Probed | None = None) -> list[str]:
    """What the curves say: where a layer reads most and least, beside the token alone and beside the twin."""
    said = []
    for probe, words in (("types", "The node's type"), ("kinds", "Its kind"), ("language", "A token's language")):
        layers = {layer: one for layer, one in found.points("probe_accuracy", probe).items() if layer >= 0}
        token = found.baseline(probe, "token")
        if not layers:
            continue
        best, worst = (pick(layers, key=lambda layer: layers[layer].value) for pick in (max, min))
        line = f"{words} is read best at layer {best} ({_share(layers[best])})"
        line += f", worst at layer {worst} ({_share(layers[worst])})"
        if token is not None:
            line += f"; from the token alone {_share(token)}"
        other = (twin.points("probe_accuracy", probe) if twin else {}).get(best)
        if other is not None:
            line += f"; in the untrained twin's layer {best} {_share(other)}"
        said.append(f"{line}.")
    return said


def _share(result: Result) -> str:
    return f"{numbers.fixed(result.value)} {numbers.interval(result.low, result.high, 3)}".strip()


def _by_language(found: Probed, metric: str, heading: str, name: str) -> Figure:
    curves = []
    for colour, language in enumerate(found.languages):
        points = found.points(metric, "types", language)
        level = found.baseline("types", "token", language, _BASELINE[metric]) if metric in _BASELINE else None
        curves.append(Curve(numbers.name(language), points, colour, level=level))
    return Figure(name, heading, "share", curves)


def _kinds(found: Probed, name: str) -> Figure:
    curves = [
        Curve("accuracy", found.points("probe_accuracy", "kinds"), 0),
        Curve("macro-F1", found.points("probe_macro_f1", "kinds"), 1),
        Curve("control task", found.points("probe_control", "kinds"), 2, beside=True),
        Curve("selectivity", found.points("probe_selectivity", "kinds"), 3),
    ]
    heading = "Node kinds, one probe for all languages"
    return Figure(name, heading, "share", curves, levels=_levels(found, "kinds"))


def _beside_twin(found: Probed, twin: Probed | None, name: str) -> Figure:
    curves = []
    if twin is not None:
        for colour, probe in enumerate(("types", "kinds", "language")):
            curves.append(Curve(probe, found.points("probe_accuracy", probe), colour))
            curves.append(Curve(f"{probe}, twin", twin.points("probe_accuracy", probe), colour, beside=True))
    return Figure(name, "Accuracy beside the untrained twin", "share", curves)


def _languages(found: Probed, name: str) -> Figure:
    curves = [
        Curve("one token's state", found.points("probe_accuracy", "language"), 0),
        Curve("a program's mean state", found.points("probe_accuracy", "programs"), 1),
    ]
    levels = {
        **_levels(found, "language", "one token: "),
        **{words: level for words, level in _levels(found, "programs", "program: ").items() if "majority" not in words},
    }
    return Figure(name, "Which language it is: accuracy", "share", curves, levels=levels)


def _levels(found: Probed, probe: str, before: str = "") -> Mapping[str, Result]:
    named = {"token": "by token alone", "majority": "majority"}
    levels = {f"{before}{words}": found.baseline(probe, by) for by, words in named.items()}
    return {words: level for words, level in levels.items() if level is not None}
