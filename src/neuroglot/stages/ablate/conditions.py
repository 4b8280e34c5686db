"""The list of what is ablated: nothing, each chosen set, and the random controls beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neuroglot.core.controls import matched_random
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets
from neuroglot.core.neurons import Key
from neuroglot.models.edits import Edit
from neuroglot.stages.ablate.silence import Silence

CONTROLLED = "methods whose sets get random controls; none: every method whose sets are silenced"


@dataclass(frozen=True, slots=True)
class Condition:
    """One measurement's model: `about` says what was done ({} for nothing), `edit` what is done."""

    about: Mapping[str, Any]
    edit: Edit | None

    @property
    def part(self) -> str:
        """The name of its file."""
        if not self.about:
            return "part-baseline.safetensors"
        point = [str(self.about[name]) for name in ("setting", "per_language") if self.about.get(name)]
        draw = [f"random-{self.about['draw']:03d}"] if "draw" in self.about else []
        words = ["part", str(self.about["method"]), *point, str(self.about["ablated"]), *draw]
        return f"{'-'.join(words).replace(' ', '-')}.safetensors"


def conditions(
    chosen: Mapping[str, Sets], widths: Mapping[Key, int], draws: int, controlled: Sequence[str], silence: Silence
) -> tuple[list[Condition], list[dict[str, str]]]:
    """All conditions, the baseline first, and what had to be left out, with the reason.

    `chosen` holds the sets by method; the methods in `controlled`, all where it is empty, get `draws` random controls
    a set, of seeds 0, 1, 2, ..., none of which is drawn again whatever it hits. Raises NeuroglotError where the silence
    has no mean for a neuron.
    """
    listed = [Condition({}, None)]
    skipped = []
    for method, sets in chosen.items():
        for label, neurons in sets.items():
            about = {"ablated": label, "method": method, **silence.about}
            if not len(neurons):
                skipped.append({"what": f"ablation of {label} ({method})", "why": "the method chose no neuron for it"})
                continue
            listed.append(Condition(about, silence.edit(neurons)))
            if controlled and method not in controlled:
                continue
            try:
                drawn = [matched_random(neurons, widths, draw) for draw in range(draws)]
            except NeuroglotError as error:
                skipped.append({"what": f"random control of {label} ({method})", "why": str(error)})
                continue
            listed += [
                Condition({**about, "control": "random", "draw": draw}, silence.edit(control))
                for draw, control in enumerate(drawn)
            ]
    return listed, skipped
