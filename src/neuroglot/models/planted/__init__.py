"""Planted truth: small models of which is known, by construction, which units serve one language.

Nothing is trained. `grammar` draws five toy languages, `plan` says which unit knows which of their rules, `weights`
writes that into a Llama among noise. A method that finds language neurons has to find the specific units, and neither
those that serve several languages nor those that fire in one language and change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from neuroglot.core.artifacts import content_hash
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import FIVE
from neuroglot.core.neurons import NeuronSet, neuron_set
from neuroglot.models.architectures import ARCHITECTURES
from neuroglot.models.planted import weights
from neuroglot.models.planted.difficulty import DIFFICULTIES, Difficulty
from neuroglot.models.planted.grammar import corpus, grammar
from neuroglot.models.planted.plan import Kind, PlantedUnit, Role, plan
from neuroglot.models.subject import Subject

__all__ = ["DIFFICULTIES", "Difficulty", "Planted", "PlantedUnit", "Role", "planted"]


@dataclass(frozen=True)
class Planted:
    """A planted model, the parallel programs that it is to be recorded on, and the truth, at `mlp.hidden`."""

    subject: Subject
    corpus: Corpus
    units: tuple[PlantedUnit, ...]

    @cached_property
    def truth(self) -> Mapping[str, NeuronSet]:
        """The units that serve one language, by language."""
        return {language: self._of("specific", language) for language in FIVE}

    @cached_property
    def shared(self) -> NeuronSet:
        """The units that serve all languages."""
        return self._of("shared", None)

    @cached_property
    def paired(self) -> NeuronSet:
        """The units that serve two languages."""
        return self._of("paired", None)

    @cached_property
    def detectors(self) -> NeuronSet:
        """The units that fire in one language alone and change no loss."""
        return self._of("detector", None)

    def _of(self, kind: Kind, language: str | None) -> NeuronSet:
        chosen = [unit for unit in self.units if unit.role.kind == kind and language in (None, *unit.role.languages)]
        return neuron_set(language or kind, "planted", [unit.neuron for unit in chosen])


def planted(seed: int, difficulty: str = "clean") -> Planted:
    """The planted model of a seed and a difficulty; the same arguments give the same weights.

    Raises NeuroglotError for a difficulty that is not in `DIFFICULTIES`.
    """
    if difficulty not in DIFFICULTIES:
        raise NeuroglotError(f"unknown difficulty {difficulty!r}; known: {', '.join(DIFFICULTIES)}")
    level = DIFFICULTIES[difficulty]
    order = tuple(FIVE[int(place)] for place in np.random.default_rng([seed, 0]).permutation(len(FIVE)))
    rules = grammar(seed, level, order)
    name = f"planted-{difficulty}-{seed}"
    programs = corpus(rules, name, seed)
    units = plan(rules, seed, level, order)
    subject = Subject(
        id=name,
        model=weights.model(rules, units, programs, seed, level),
        tokenizer=weights.tokenizer(rules),
        architecture=ARCHITECTURES["llama"],
        weights=content_hash([name, "weights"]),
        tokens=content_hash([name, "tokenizer"]),
    )
    return Planted(subject, programs, units)
