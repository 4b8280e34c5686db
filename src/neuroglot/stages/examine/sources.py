"""What an examination reads."""

from __future__ import annotations

from dataclasses import dataclass

from neuroglot.core.artifacts import Artifact
from neuroglot.core.corpus import Corpus
from neuroglot.core.statistics import NeuronStatistics


@dataclass(frozen=True)
class Sources:
    """What is read: the programs that contexts come from, the held-out ones on which neurons are silenced one by one
    (None: they are not), and the recording whose attributions are shown (None: there is none)."""

    corpus: Corpus
    held_out: Corpus | None = None
    recorded: Artifact | None = None
    statistics: NeuronStatistics | None = None
