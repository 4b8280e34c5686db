"""An edit as a value: which neurons put out something else, and what."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from neuroglot.core.artifacts import content_hash
from neuroglot.core.neurons import NeuronSet
from neuroglot.models.hooks import Values, held, zeroed
from neuroglot.models.subject import Subject


@dataclass(frozen=True, slots=True)
class Edit:
    """A set of neurons, and the values that they are held at (see `held`); None: they are zeroed."""

    neurons: NeuronSet
    values: Values | None = None

    @property
    def identity(self) -> dict[str, str]:
        """What the edited model's texts depend on, beside the model: the set, and the values where it is held."""
        members = [[site, layer, indices.tolist()] for (site, layer), indices in self.neurons.members.items()]
        said = {"ablated": self.neurons.label, "neurons": content_hash(members)}
        if self.values is None:
            return said
        values = [[site, layer, self.values[site, layer].tolist()] for site, layer in self.neurons.members]
        return {**said, "held at": content_hash(values)}


def edited(subject: Subject, edit: Edit | None) -> AbstractContextManager[None]:
    """The context in which a subject has the edit; None is the subject as it is."""
    if edit is None:
        return nullcontext()
    if edit.values is None:
        return zeroed(subject, edit.neurons)
    return held(subject, edit.neurons, edit.values)


def as_edit(silent: NeuronSet | Edit | None) -> Edit | None:
    """An edit from what may stand for one: a bare set of neurons is zeroed."""
    return Edit(silent) if isinstance(silent, NeuronSet) else silent
