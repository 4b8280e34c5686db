"""What recording costs beside a bare pass, and beside the paper's way: ratios measured in one run, results compared.

    python benchmarks/recording.py --threads 2 --models random --out benchmarks/results/recording.json

Activations stand against the forward pass without the head, attributions against a forward and a backward pass with
respect to activations; both with the same packed batch. The paper's way takes one program at a time, with full backward
hooks, gradients of the weights, and an entry a neuron in a dictionary.
"""

from __future__ import annotations

from argparse import Namespace
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import torch
from measure import arguments, interleaved, machine, ratio, write
from torch import Tensor, nn
from workload import (
    SHAPE,
    SMALL_SHAPE,
    embedded_subject,
    groups_of_tokens,
    naive_sums,
    programs,
    recorder,
    same,
    subject_of,
)

from neuroglot.core.corpus import Corpus
from neuroglot.core.halves import halves
from neuroglot.core.neurons import PROJECTIONS, Key, NeuronSet
from neuroglot.core.statistics import HALVES
from neuroglot.models.attention import BY_DOCUMENT
from neuroglot.models.batches import Batch, pack, packing
from neuroglot.models.gradients import backward
from neuroglot.models.hooks import attribute, capture, zeroed
from neuroglot.models.losses import document_losses, hidden_states
from neuroglot.models.subject import Subject
from neuroglot.stages.record.options import RecordOptions

TARGETS = {
    ("mlp.act", "float32"): 1.03,
    ("mlp.act", "bfloat16"): 1.03,
    ("nine sites", "float32"): 1.10,
    ("nine sites", "bfloat16"): 1.20,
    ("attributions, seven sites", "float32"): 1.15,
    ("attributions, seven sites", "bfloat16"): 1.15,
}
ALONE = RecordOptions(attributions=False)
ACT = RecordOptions(attributions=False, sites=("mlp.act",))
SEVEN = RecordOptions(sites=PROJECTIONS)


def beside_bare(subject: Subject, corpus: Corpus, repeats: int, batch_tokens: int) -> dict[str, dict[str, float]]:
    """Ratios of recording one batch to the bare passes; the sums are compared with naive ones first."""
    (act, packed), (nine, _), (seven, _), (whole, _) = (
        recorder(subject, corpus, replace(options, batch_tokens=batch_tokens))
        for options in (ACT, ALONE, SEVEN, RecordOptions())
    )
    batch = packed[0]

    def bare() -> None:
        with torch.no_grad():
            hidden_states(subject, batch)

    def both() -> None:
        backward(subject, batch, attribute(subject, [], lambda *_: None))

    ways: dict[str, Callable[[], object]] = {
        "bare": bare,
        "mlp.act": lambda: act([batch]),
        "nine sites": lambda: nine([batch]),
        "bare, both": both,
        "attributions, seven sites": lambda: seven([batch]),
        "everything": lambda: whole([batch]),
    }
    found = interleaved(ways, repeats)
    rows = {}
    for way in ways:
        base = "bare" if way in ("bare", "mlp.act", "nine sites") else "bare, both"
        rows[way] = ratio(found, way, base)
    rows["nine sites"]["difference"] = check(subject, corpus, batch, nine([batch]).sums)
    return rows


def check(subject: Subject, corpus: Corpus, batch: Batch, found: dict[Key, Tensor]) -> float:
    """The largest relative difference to sums made naively."""
    sides = halves(corpus.snippets, 0)
    places = [corpus.languages.index(snippet.language) for snippet in corpus.snippets]
    group = torch.tensor([place * HALVES + side for place, side in zip(places, sides, strict=True)])
    groups, naive = groups_of_tokens(group, batch), {}

    def receive(key: Key, values: Tensor, _: Tensor | None) -> None:
        naive[key] = naive_sums(values, groups, len(corpus.languages) * HALVES)

    with torch.no_grad(), capture(subject, list(subject.architecture.views), receive):
        hidden_states(subject, batch)
    return same({key: sums[:3] for key, sums in found.items()}, naive)


def papers_way(subject: Subject, corpus: Corpus) -> dict[str, dict[tuple[str, int, int], float]]:
    """|mean a x mean g| of every neuron, summed over each language's programs, one program at a time."""
    model: Any = subject.model
    activations: dict[Key, Tensor] = {}
    gradients: dict[Key, Tensor] = {}
    handles = []
    for key in subject.keys(PROJECTIONS):
        module: nn.Module = subject.module(*key)
        handles.append(module.register_forward_hook(_keep(activations, key, lambda output: output)))
        handles.append(module.register_full_backward_hook(_keep(gradients, key, lambda grads: grads[0])))
    model.requires_grad_(True)
    scores: dict[str, dict[tuple[str, int, int], float]] = defaultdict(lambda: defaultdict(float))
    try:
        for snippet in corpus.snippets:
            ids = torch.tensor([subject.tokenizer(snippet.text)["input_ids"]])
            model.zero_grad()
            targets = ids.shape[1] - 1
            (model(input_ids=ids, labels=ids, use_cache=False).loss * targets).backward()
            for (site, layer), values in activations.items():
                means = values[0, 1:].mean(dim=0) * gradients[site, layer][0, 1:].mean(dim=0)
                for index, value in enumerate(means.abs()):
                    scores[snippet.language][site, layer, index] += value.item()
    finally:
        for handle in handles:
            handle.remove()
        model.zero_grad()
        model.requires_grad_(False)
    return scores


def _keep(into: dict[Key, Tensor], key: Key, pick: Callable[[Any], Tensor]) -> Callable[..., None]:
    def hook(module: nn.Module, inputs: Any, found: Any) -> None:
        into[key] = pick(found)

    return hook


def beside_paper(subject: Subject, corpus: Corpus, repeats: int) -> dict[str, float]:
    """How many times as long the paper's way takes as ours, for the same programs and the same reading."""
    record, packed = recorder(subject, corpus, SEVEN)
    batches = list(packed)
    ours, theirs = record(batches), papers_way(subject, corpus)
    worst = 0.0
    for key, sums in ours.sums.items():
        by_language = sums[4].reshape(len(corpus.languages), 2, -1).sum(dim=1)
        for place, language in enumerate(corpus.languages):
            scores = torch.tensor([theirs[language][(*key, index)] for index in range(by_language.shape[1])])
            worst = max(worst, same({key: by_language[place]}, {key: scores}, rtol=2e-3))
    found = interleaved({"ours": lambda: record(batches), "paper": lambda: papers_way(subject, corpus)}, repeats)
    return {**ratio(found, "paper", "ours"), "difference": worst}


def beside_masks(subject: Subject, corpus: Corpus, repeats: int) -> dict[str, float]:
    """How many times as long the losses take in rows under transformers' mask as one document at a time."""
    ours = packing(subject, corpus.snippets, 1024, 2048)
    rows = replace(ours, batches=pack(ours.documents, 2048))

    def masked() -> Tensor:
        subject.model.set_attn_implementation("sdpa")
        try:
            return document_losses(subject, rows)[0]
        finally:
            subject.model.set_attn_implementation(BY_DOCUMENT)

    difference = same({("losses", 0): document_losses(subject, ours)[0]}, {("losses", 0): masked()})
    found = interleaved({"ours": lambda: document_losses(subject, ours), "masked": masked}, repeats)
    return {**ratio(found, "masked", "ours"), "difference": difference}


def beside_plain(subject: Subject, repeats: int, tokens: int) -> dict[str, float]:
    """Generation with every hundredth neuron of mlp.up zeroed, beside plain generation."""
    chosen = {key: torch.arange(0, width, 100).numpy() for key, width in subject.widths.items() if key[0] == "mlp.up"}
    neurons = NeuronSet("every hundredth", "by place", chosen)
    ids = torch.ones(4, 16, dtype=torch.int64)

    def write_on() -> None:
        with torch.no_grad():
            subject.model.generate(
                input_ids=ids, attention_mask=ids, min_new_tokens=tokens, max_new_tokens=tokens, do_sample=False
            )

    with zeroed(subject, neurons):
        write_on()

    def silenced() -> None:
        with zeroed(subject, neurons):
            write_on()

    return ratio(interleaved({"plain": write_on, "zeroed": silenced}, repeats), "zeroed", "plain")


def of_model(name: str, dtype: torch.dtype, options: Namespace) -> list[dict[str, object]]:
    """All rows of one model and type."""
    small, kind = options.small, str(dtype).removeprefix("torch.")
    subject = subject_of(SMALL_SHAPE if small else SHAPE, dtype) if name == "random" else embedded_subject(dtype)
    corpus = programs(subject, 10 if small else options.programs)
    repeats = 1 if small else options.repeats
    # Without instructions of its own a processor is slow in bfloat16: fewer tokens, fewer times.
    amounts = (repeats, 2048) if dtype == torch.float32 else (min(repeats, 3), 512)
    ways: dict[str, dict[str, Any]] = {}
    for way, row in beside_bare(subject, corpus, *amounts).items():
        target = f"at most {TARGETS[way, kind]:.2f}" if (way, kind) in TARGETS else ""
        ways[way] = {"target": target, **row}
    if dtype == torch.float32:
        few = Corpus("few", "validation", corpus.snippets[: 5 if small else 12])
        ways["the paper's / ours"] = {"target": "at least 3", **beside_paper(subject, few, min(repeats, 3))}
        ways["rows and masks / ours"] = {"target": "", **beside_masks(subject, corpus, min(repeats, 5))}
        ways["ablated generation"] = {"target": "1.00", **beside_plain(subject, repeats, 4 if small else 32)}
    return [{"model": name, "type": kind, "way": way, **row} for way, row in ways.items()]


def main() -> None:
    """Measure, print a table each time some rows are there, and write the figures."""
    options = arguments(
        __doc__,
        models=("random embedded", "which models"),
        types=("float32 bfloat16", "which types"),
        programs=(60, "programs in all"),
    )
    rows: list[dict[str, object]] = []
    before = machine()["load average"]
    for name in ["random"] if options.small else options.models.split():
        for kind in options.types.split():
            rows += of_model(name, getattr(torch, kind), options)
            about = {"machine": machine(), "load average before": before, "repeats": options.repeats}
            write(options.out, {**about, "rows": rows})


if __name__ == "__main__":
    main()
