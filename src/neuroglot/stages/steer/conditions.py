"""The list of what is held while the model writes: nothing, each set at its language, and the controls beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from neuroglot.core.controls import matched_random
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.neurons import Key, NeuronSet
from neuroglot.models.edits import Edit
from neuroglot.stages.steer.values import Activity


@dataclass(frozen=True, slots=True)
class Condition:
    """One measurement's model: `about` says what was done ({} for nothing), `edit` what is done."""

    about: Mapping[str, Any]
    edit: Edit | None

    @property
    def name(self) -> str:
        """What its files are called by."""
        if not self.about:
            return "plain"
        control = str(self.about.get("control", ""))
        draw = f"-{self.about['draw']:03d}" if "draw" in self.about else ""
        return (
            f"{self.about['method']}-{self.about['steered']}-x{self.about['factor']:g}{control and '-'}{control}{draw}"
        )


@dataclass(frozen=True, slots=True)
class Controls:
    """What stands beside each set: `draws` matched random sets, and the set itself at its means over the languages."""

    draws: int
    pooled: bool


def factors_of(given: Sequence[str]) -> tuple[float, ...]:
    """Factors from how they were typed, each once. Raises NeuroglotError for what is no finite number."""
    try:
        factors = tuple(dict.fromkeys(float(text) for text in given))
    except ValueError as error:
        raise NeuroglotError(f"a factor is a number such as 1 or 2.5, not {', '.join(given)!r} ({error})") from error
    if not factors or not all(map(isfinite, factors)):
        raise NeuroglotError(
            f"give at least one finite factor, not {', '.join(given)!r}; 1 holds neurons at their mean"
        )
    return factors


def conditions(
    chosen: Mapping[str, Sets],
    widths: Mapping[Key, int],
    activity: Activity,
    factors: Sequence[float],
    controls: Controls,
) -> tuple[list[Condition], list[dict[str, str]]]:
    """All conditions, the plain model first, and what had to be left out, with the reason.

    `chosen` holds the sets by method. Random sets (seeds 0, 1, 2, ..., none drawn again) are held at their own means on
    the set's language, times the same factor; so is the pooled control at its means over the languages.
    Raises NeuroglotError where a neuron has no mean.
    """
    listed = [Condition({}, None)]
    skipped = []
    for method, sets in chosen.items():
        for label, neurons in sets.items():
            what = f"steering to {label} ({method})"
            if label not in activity.languages:
                skipped.append({"what": what, "why": "it is no set of a language that was recorded"})
            elif not len(neurons):
                skipped.append({"what": what, "why": "the method chose no neuron for it"})
            else:
                try:
                    drawn = [matched_random(neurons, widths, draw) for draw in range(controls.draws)]
                except NeuroglotError as error:
                    drawn = []
                    skipped.append({"what": f"random control of {label} ({method})", "why": str(error)})
                for factor in factors:
                    about = {"steered": label, "method": method, "factor": factor}
                    listed += _of_set(neurons, drawn, activity, about, controls.pooled)
    return listed, skipped


def _of_set(
    neurons: NeuronSet, drawn: Sequence[NeuronSet], activity: Activity, about: Mapping[str, Any], pooled: bool
) -> Iterator[Condition]:
    language, factor = str(about["steered"]), float(about["factor"])
    yield Condition(about, activity.held(neurons, language, factor))
    if pooled:
        yield Condition({**about, "control": "pooled"}, activity.held(neurons, None, factor))
    for draw, control in enumerate(drawn):
        yield Condition({**about, "control": "random", "draw": draw}, activity.held(control, language, factor))
