"""From the answers of every probe to Results, with bootstrap intervals over tasks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neuroglot.core.results import Result
from neuroglot.metrics.classification import Classified
from neuroglot.metrics.intervals import percentile_interval
from neuroglot.stages.syntax_probe.questions import PROGRAMS, TYPES, Question

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

Answers = Mapping[str, Ints]
"""What the probes of one depth answered on the test cases, by the question's key, and by `KEY/control`."""

EMBEDDING_DEPTH = 0


@dataclass(frozen=True)
class Cases:
    """The test cases: languages, and of every token and program its language's place and its task's place."""

    languages: Sequence[str]
    token_language: Ints
    token_unit: Ints
    program_language: Ints
    program_unit: Ints
    weights: Floats
    origin: Mapping[str, Any]

    @property
    def programs(self) -> dict[str | None, int]:
        """How many programs there are, of each language and in all."""
        counts = np.bincount(self.program_language, minlength=len(self.languages)).tolist()
        return {None: len(self.program_language), **dict(zip(self.languages, counts, strict=True))}


@dataclass(frozen=True)
class _Group:
    """Cases that are counted together: what they are, their tasks, and whose they are."""

    language: str | None
    chosen: NDArray[np.bool_]
    unit: Ints
    truth: Ints
    control: Ints | None


def probe_results(asked: Sequence[Question], answers: Sequence[Answers], cases: Cases) -> list[Result]:
    """Results of every probe; `answers` are by depth, the embedding first.

    By layer (None with `{"at": "embedding"}` for the embedding): `probe_accuracy`, `probe_macro_f1`, and where there is
    a control task `probe_control` (accuracy on it) and `probe_selectivity`; `probe_gain`, the accuracy less that of the
    token's number alone, paired. Without a layer: `probe_baseline` and `probe_baseline_macro_f1`, by majority and by
    token. Language None is all languages together.
    """
    results: list[Result] = []
    for name in dict.fromkeys(question.name for question in asked):
        several = [question for question in asked if question.name == name]
        joined = _joined(several, cases)
        results += _baselines(name, several, joined, cases)
        for depth, answer in enumerate(answers):
            results += _at_depth(name, several, joined, answer, depth, cases)
    return results


def _joined(several: Sequence[Question], cases: Cases) -> list[_Group]:
    """All cases of a question, and those of each language. Labels of several questions are kept apart."""
    of_programs = several[0].name == PROGRAMS
    test = np.concatenate([question.test for question in several])
    language = (cases.program_language if of_programs else cases.token_language)[test]
    unit = (cases.program_unit if of_programs else cases.token_unit)[test]
    truth = _apart([question.truth for question in several])
    controls = [question.control[1] for question in several if question.control is not None]
    control = _apart(controls) if len(controls) == len(several) else None
    everything = np.ones(len(test), dtype=np.bool_)
    groups = [(None, everything), *((name, language == place) for place, name in enumerate(cases.languages))]
    return [
        _Group(name, chosen, unit[chosen], truth[chosen], None if control is None else control[chosen])
        for name, chosen in groups
        if chosen.any()
    ]


_SPACE = 1_000_000


def _apart(labels: Sequence[Ints]) -> Ints:
    """Labels of several questions, one after another, made different."""
    return np.concatenate([part + number * _SPACE for number, part in enumerate(labels)])


def _baselines(name: str, several: Sequence[Question], groups: Sequence[_Group], cases: Cases) -> Iterator[Result]:
    for by in several[0].guesses:
        answer = _apart([question.guesses[by] for question in several])
        for group in groups:
            found = Classified(group.unit, group.truth, answer[group.chosen], cases.weights)
            about = {"probe": name, "by": by}
            yield _result("probe_baseline", found.accuracy(), group, about, None, cases)
            if _has_classes(name, group):
                yield _result("probe_baseline_macro_f1", found.macro_f1(), group, about, None, cases)


def _at_depth(
    name: str, several: Sequence[Question], groups: Sequence[_Group], answers: Answers, depth: int, cases: Cases
) -> Iterator[Result]:
    answer = _apart([answers[question.key] for question in several])
    by_token = _apart([question.guesses["token"] for question in several])
    about = {"probe": name, **({"at": "embedding"} if depth == EMBEDDING_DEPTH else {})}
    layer = None if depth == EMBEDDING_DEPTH else depth - 1
    for group in groups:
        found = Classified(group.unit, group.truth, answer[group.chosen], cases.weights)
        token = Classified(group.unit, group.truth, by_token[group.chosen], cases.weights)
        yield _result("probe_accuracy", found.accuracy(), group, about, layer, cases)
        if _has_classes(name, group):
            yield _result("probe_macro_f1", found.macro_f1(), group, about, layer, cases)
        yield _result("probe_gain", found.lead(token), group, {**about, "over": "token"}, layer, cases)
        if group.control is None:
            continue
        guessed = _apart([answers[f"{question.key}/control"] for question in several])
        control = Classified(group.unit, group.control, guessed[group.chosen], cases.weights)
        yield _result("probe_control", control.accuracy(), group, about, layer, cases)
        yield _result("probe_selectivity", found.lead(control), group, about, layer, cases)


def _has_classes(name: str, group: _Group) -> bool:
    """Macro-F1 needs several labels: not a language's share of its own tokens, nor types of several grammars."""
    return group.language is not None if name == TYPES else len(np.unique(group.truth)) > 1


def _result(
    metric: str,
    found: tuple[float, Floats],
    group: _Group,
    about: Mapping[str, Any],
    layer: int | None,
    cases: Cases,
) -> Result:
    value, draws = found
    low, high = percentile_interval(draws) or (None, None)
    how = f"95 % percentile bootstrap over {cases.weights.shape[1]} tasks, {len(draws)} draws"
    return Result(
        metric=metric,
        value=value,
        n=cases.programs[group.language],
        unit="share",
        language=group.language,
        layer=layer,
        condition=dict(about),
        low=low,
        high=high,
        interval=None if low is None else how,
        **cases.origin,
    )
