"""What is measured: a random Llama of 40 million parameters made on the spot, real programs, and sums made naively."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import torch
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from neuroglot.allocator import keep_large_blocks
from neuroglot.core.corpus import Corpus
from neuroglot.core.languages import FIVE
from neuroglot.core.neurons import Key
from neuroglot.corpora import load_corpus
from neuroglot.models.attention import attend_by_document
from neuroglot.models.batches import Batch, Packing, packing
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.models.subject import Subject
from neuroglot.stages.record.keeper import Keeper
from neuroglot.stages.record.options import RecordOptions
from neuroglot.stages.record.reading import Run, record_batch
from neuroglot.stages.record.sums import Accumulator

LONGEST = 417
"""Tokens of the longest program that is taken."""

SHAPE = {
    "hidden_size": 512,
    "intermediate_size": 2048,
    "num_hidden_layers": 8,
    "num_attention_heads": 8,
    "num_key_value_heads": 4,
    "vocab_size": 8192,
}
SMALL_SHAPE = {**SHAPE, "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "vocab_size": 4096}


def subject_of(shape: dict[str, int], dtype: torch.dtype = torch.float32) -> Subject:
    """A random Llama with the embedded model's tokenizer. Large blocks are kept, as the command line does."""
    keep_large_blocks()
    embedded = load_subject("embedded", HoldOptions(device="cpu"))
    torch.manual_seed(0)
    settings: dict[str, Any] = {**shape, "max_position_embeddings": 2048, "tie_word_embeddings": False}
    model: Any = LlamaForCausalLM(LlamaConfig(**settings))
    model.to(dtype).eval().requires_grad_(False)
    attend_by_document(model)
    return Subject("random", model, embedded.tokenizer, embedded.architecture, "random", "embedded")


def embedded_subject(dtype: torch.dtype = torch.float32) -> Subject:
    """The embedded model."""
    found = load_subject("embedded", HoldOptions(device="cpu"))
    found.model.to(dtype)
    return found


def programs(subject: Subject, count: int, seed: int = 0, shortest: int = 80) -> Corpus:
    """So many of the bundled programs in random order, `shortest` to `LONGEST` tokens long."""
    snippets = list(load_corpus("bundled", "validation", FIVE).snippets)
    random.Random(seed).shuffle(snippets)
    chosen = []
    for snippet in snippets:
        if shortest <= len(subject.tokenizer(snippet.text)["input_ids"]) <= LONGEST:
            chosen.append(snippet)
        if len(chosen) == count:
            break
    return Corpus("bundled", "validation", tuple(chosen))


def recorder(
    subject: Subject, corpus: Corpus, options: RecordOptions
) -> tuple[Callable[[Sequence[Batch]], Accumulator], Packing]:
    """What records batches into new sums, as the stage does, and the corpus's batches."""
    packed = packing(subject, corpus.snippets, options.context, options.batch_tokens)
    run = Run(subject, corpus, options, packed)

    def record(batches: Sequence[Batch]) -> Accumulator:
        sums = Accumulator(run.groups, subject.device)
        for batch in batches:
            record_batch(run, batch, sums, Keeper(run.about))
        return sums

    return record, packed


def same(found: Mapping[Key, Tensor], expected: Mapping[Key, Tensor], rtol: float = 1e-4) -> float:
    """The largest difference of sums relative to each tensor's largest value. Raises ValueError if it is above rtol."""
    worst = 0.0
    for key, values in expected.items():
        scale = float(values.abs().max()) or 1.0
        worst = max(worst, float((found[key].double() - values.double()).abs().max()) / scale)
    if worst > rtol:
        raise ValueError(f"results differ by {worst:.1e}: nothing is measured")
    return worst


def naive_sums(values: Tensor, groups: Tensor, count: int) -> Tensor:
    """`sum`, `sum_squares` and `sum_absolute` by the group of each token (-1: none), one whole temporary each."""
    flat, there = values.flatten(0, -2).double(), groups >= 0
    parts = [flat, flat * flat, flat.abs()]
    return torch.stack(
        [torch.zeros(count, flat.shape[1]).double().index_add_(0, groups[there], part[there]) for part in parts]
    )


def groups_of_tokens(run_groups: Tensor, batch: Batch) -> Tensor:
    """The group of every token of a batch, -1 where it does not count, shape (tokens,)."""
    groups = run_groups[batch.documents.clamp(min=0)]
    return torch.where(batch.counted, groups, -1).flatten()


def tokens_in(batches: Iterable[Batch]) -> int:
    """Real tokens of batches."""
    return sum(int((batch.documents >= 0).sum()) for batch in batches)
