"""One batch: a pass through the model, while the hooks' activations and gradients go into the sums."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib.util import find_spec

import numpy as np
import torch
from torch import Tensor

from neuroglot.core.corpus import Corpus
from neuroglot.core.halves import halves, units
from neuroglot.core.neurons import Key, kind_of
from neuroglot.core.statistics import HALVES
from neuroglot.models.batches import Batch, Packing
from neuroglot.models.gradients import backward, backward_by_blocks
from neuroglot.models.hooks import attribute, capture
from neuroglot.models.losses import hidden_states
from neuroglot.models.subject import Subject
from neuroglot.stages.record.classes import class_segments, classes_of, names
from neuroglot.stages.record.keeper import Keeper
from neuroglot.stages.record.options import RecordOptions
from neuroglot.stages.record.segments import Division, segments
from neuroglot.stages.record.sums import Accumulator, Pass, SegmentSums, by_group, program_means


@dataclass
class Run:
    """What all batches of a recording share."""

    subject: Subject
    corpus: Corpus
    options: RecordOptions
    packed: Packing

    def __post_init__(self) -> None:
        self.languages = self.corpus.languages
        chosen = self.options.sites
        self.keys: list[Key] = self.subject.keys(chosen) if chosen else list(self.subject.widths)
        self.sites = list(dict.fromkeys(kind_of(site) for site, _ in self.keys))
        snippets = self.corpus.snippets
        half = halves(snippets, self.options.seed)
        places = [self.languages.index(snippet.language) for snippet in snippets]
        groups = [place * HALVES + side for place, side in zip(places, half, strict=True)]
        self.groups = (*self.languages, *(names(self.languages) if self.options.classes else ()))
        """What sums are made for: the languages and, by option, every class of each."""
        self.classes = classes_of(self.subject, self.corpus, self.packed) if self.options.classes else None
        self.about = np.array([range(len(snippets)), places, units(snippets)[1], half], dtype=np.int64).T
        self.group_of = torch.tensor(groups, dtype=torch.int64, device=self.subject.device)
        self.sums_of = way_to_sum(self.subject.device)


def way_to_sum(device: torch.device) -> SegmentSums:
    """The pass over an activation: Triton's on CUDA, where it is, Numba's on the processor, else plain operations."""
    if device.type == "cuda" and find_spec("triton"):
        from neuroglot.stages.record.triton_sums import triton_pass

        return triton_pass
    if device.type == "cpu":
        from neuroglot.stages.record.numba_sums import numba_pass

        return numba_pass
    return Pass()


def record_batch(run: Run, batch: Batch, sums: Accumulator, keeper: Keeper) -> None:
    """Record one batch, which is on the subject's device."""
    reader = _Reader(run, _division(run, batch), sums, keeper)
    sums.count(reader.division)
    if run.options.programs:
        keeper.begin(reader.division.parts[0])
    if run.options.attributions:
        way = backward_by_blocks if run.options.checkpointing else backward
        way(run.subject, batch, attribute(run.subject, run.sites, reader.attributions))
    else:
        with torch.no_grad(), capture(run.subject, run.sites, reader.activations):
            hidden_states(run.subject, batch)


def _division(run: Run, batch: Batch) -> Division:
    programs = segments(batch, run.group_of, len(run.languages) * HALVES)
    if run.classes is None:
        return Division((programs,))
    return Division((programs, class_segments(programs, run.classes.of(batch), len(run.languages))))


@dataclass
class _Reader:
    """Puts what the hooks hand over during one batch into the sums."""

    run: Run
    division: Division
    sums: Accumulator
    keeper: Keeper
    _routed: tuple[Tensor, Division] | None = field(init=False, default=None)
    _elsewhere: dict[torch.device, Division] = field(init=False, default_factory=dict)

    def activations(self, key: Key, values: Tensor, tokens: Tensor | None) -> None:
        """What `capture` hands over."""
        self.attributions(key, values, None, tokens)

    def attributions(self, key: Key, values: Tensor, grads: Tensor | None, tokens: Tensor | None) -> None:
        """What `attribute` hands over: one site's values. `tokens` are the places of those that an expert was given."""
        division = self._on(values.device) if tokens is None else self._some(tokens)
        if tokens is not None:
            self.sums.count_routed(key, division)
        found = self.run.sums_of(values, grads, division)
        parts = [by_group(sums, part) for sums, part in zip(found, division.parts, strict=True)]
        self.sums.add(key, parts)
        if self.run.options.programs:
            self.keeper.add(key, program_means(found[0], division.parts[0]))

    def _some(self, tokens: Tensor) -> Division:
        """An expert's sites follow one another, with the same tokens."""
        if self._routed is None or self._routed[0] is not tokens:
            self._routed = (tokens, self._on(tokens.device).some(tokens))
        return self._routed[1]

    def _on(self, device: torch.device) -> Division:
        """The division where a block is."""
        if device == self.division.parts[0].of_token.device:
            return self.division
        if device not in self._elsewhere:
            self._elsewhere[device] = self.division.on(device)
        return self._elsewhere[device]
