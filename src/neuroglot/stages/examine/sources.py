"""What an examination reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from neuroglot.core.artifacts import Artifact
from neuroglot.core.corpus import Corpus
from neuroglot.core.statistics import NeuronStatistics


@dataclass(frozen=True)
class Sources:
    """What is read: the programs that contexts come from, the held-out ones on which neurons are silenced one by one
    (None: they are not), the recording whose attributions are shown (None: there is none), and by method the selections
    that the chosen sets are from."""

    corpus: Corpus
    held_out: Corpus | None = None
    recorded: Artifact | None = None
    statistics: NeuronStatistics | None = None
    selected: Mapping[str, Artifact] = field(default_factory=dict)
