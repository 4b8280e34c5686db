"""Recording beside other libraries that compute the same sums of `mlp.act` by language.

Peers get an environment of their own:

    python -m venv .venv-peers && .venv-peers/bin/pip install -e . nnsight==0.8.1 transformer-lens==4.3.0 pyvene==0.1.8
    .venv-peers/bin/python benchmarks/peers.py --threads 2 --repeats 3 --out benchmarks/results/peers.json

*As recommended*: programs in random order, padded, eight to a batch, as the libraries' documents have it, the whole
model; ours packs them and leaves out the head. *Packed*: all get the same rows of packed programs, ours too. A peer
that can't be imported is said to be skipped; every result is compared with ours, and what gives another result is not
timed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

import torch
from measure import arguments, interleaved, machine, ratio, write
from torch import Tensor
from workload import SHAPE, SMALL_SHAPE, programs, recorder, same, subject_of, tokens_in

from neuroglot.core.corpus import Corpus
from neuroglot.core.halves import halves
from neuroglot.core.neurons import Key
from neuroglot.core.statistics import HALVES
from neuroglot.models.batches import Batch, pack
from neuroglot.models.subject import Subject
from neuroglot.stages.record.options import RecordOptions

NEAR = 5e-3
"""Results may differ by so much of a tensor's largest value: a count of positives differs where a is all but 0."""

ACT = RecordOptions(attributions=False, sites=("mlp.act",), batch_tokens=2048)
Inputs = dict[str, Tensor]
Receive = Callable[[int, Tensor], None]
Pass = Callable[[Inputs, Receive], None]
"""One forward pass that hands over each layer's `mlp.act`."""


def plain_hooks(subject: Subject) -> Pass:
    """PyTorch's own hooks."""

    def run(inputs: Inputs, receive: Receive) -> None:
        handles = [
            block.get_submodule("mlp.act_fn").register_forward_hook(lambda _, __, output, at=layer: receive(at, output))
            for layer, block in enumerate(subject.blocks)
        ]
        with torch.no_grad():
            subject.model(**inputs, use_cache=False)
        for handle in handles:
            handle.remove()

    return run


def nnsight(subject: Subject) -> Pass:
    """nnsight's trace, with the sums made inside of it."""
    from nnsight import NNsight

    wrapped: Any = NNsight(subject.model)
    layers = range(len(subject.blocks))

    def run(inputs: Inputs, receive: Receive) -> None:
        with torch.no_grad(), wrapped.trace(**inputs, use_cache=False):
            for layer in layers:
                receive(layer, wrapped.model.layers[layer].mlp.act_fn.output)

    return run


def transformer_lens(subject: Subject) -> Pass:
    """TransformerLens' bridge around the same model, with its hooks."""
    from transformer_lens.model_bridge import TransformerBridge

    bridge: Any = TransformerBridge.boot_transformers(
        "meta-llama/Llama-3.2-1B", hf_model=subject.model, tokenizer=subject.tokenizer, device="cpu"
    )
    names = [f"blocks.{layer}.mlp.hook_pre" for layer in range(len(subject.blocks))]

    def run(inputs: Inputs, receive: Receive) -> None:
        hooks = [
            (name, lambda value, hook, at=layer: receive(at, torch.nn.functional.silu(value)))
            for layer, name in enumerate(names)
        ]
        with torch.no_grad():
            bridge.run_with_hooks(inputs["input_ids"], fwd_hooks=hooks, return_type=None, **_others(inputs))

    return run


def pyvene(subject: Subject) -> Pass:
    """pyvene's collecting interventions."""
    import pyvene as pv

    representations = [
        {
            "layer": layer,
            "component": f"model.layers[{layer}].mlp.act_fn.output",
            "intervention_type": pv.CollectIntervention,
        }
        for layer in range(len(subject.blocks))
    ]
    wrapped: Any = pv.IntervenableModel(pv.IntervenableConfig(representations), model=subject.model)

    def run(inputs: Inputs, receive: Receive) -> None:
        with torch.no_grad():
            collected = wrapped({**inputs, "use_cache": False}, unit_locations=None)[0][1]
        shape = (*inputs["input_ids"].shape, -1)
        for layer, value in enumerate(collected):
            receive(layer, torch.as_tensor(value).reshape(shape))

    return run


PEERS: dict[str, Callable[[Subject], Pass]] = {
    "plain hooks": plain_hooks,
    "nnsight": nnsight,
    "TransformerLens": transformer_lens,
    "pyvene": pyvene,
}


def _others(inputs: Inputs) -> Inputs:
    return {name: value for name, value in inputs.items() if name != "input_ids"}


def summing(run: Pass, batches: Sequence[tuple[Inputs, Tensor]], groups: int) -> dict[Key, Tensor]:
    """Sums by group over batches, made by whole temporaries, as a user of a library writes them."""
    sums: dict[Key, Tensor] = {}
    for inputs, of_token in batches:

        def receive(layer: int, values: Tensor, of_token: Tensor = of_token) -> None:
            found = quick_sums(values, of_token, groups)
            key = ("mlp.act", layer)
            sums[key] = sums[key] + found if key in sums else found.double()

        run(inputs, receive)
    return sums


def quick_sums(values: Tensor, of_token: Tensor, groups: int) -> Tensor:
    """`positives`, `sum`, `sum_squares` and `sum_absolute` by group in float32, by one matrix product each."""
    flat = values.detach().flatten(0, -2).float()
    one_hot = (torch.arange(groups)[:, None] == of_token[None, :]).float()
    return torch.stack([one_hot @ part for part in ((flat > 0).float(), flat, flat.square(), flat.abs())])


def padded(subject: Subject, corpus: Corpus, group_of: Tensor, height: int = 8) -> list[tuple[Inputs, Tensor]]:
    """Programs in their order, padded on the right, eight to a batch; the first token and padding don't count."""
    batches = []
    for first in range(0, len(corpus.snippets), height):
        texts = [snippet.text for snippet in corpus.snippets[first : first + height]]
        inputs = subject.tokenizer(texts, return_tensors="pt", padding=True, padding_side="right")
        ids, mask = inputs["input_ids"], inputs["attention_mask"]
        counted = mask.bool()
        counted[:, 0] = False
        groups = group_of[first : first + height, None].expand(ids.shape)
        batches.append(({"input_ids": ids, "attention_mask": mask}, torch.where(counted, groups, -1).flatten()))
    return batches


def packed_inputs(batches: Sequence[Batch], group_of: Tensor) -> list[tuple[Inputs, Tensor]]:
    """Our packed batches in the same form."""
    found = []
    for batch in batches:
        of_token = torch.where(batch.counted, group_of[batch.documents.clamp(min=0)], -1).flatten()
        found.append(({"input_ids": batch.input_ids, "position_ids": batch.position_ids}, of_token))
    return found


def compare(subject: Subject, corpus: Corpus, repeats: int) -> list[dict[str, object]]:
    """Both comparisons. A ratio is how many times as long as ours a way takes."""
    sides = halves(corpus.snippets, 0)
    places = [corpus.languages.index(snippet.language) for snippet in corpus.snippets]
    group_of = torch.tensor([place * HALVES + side for place, side in zip(places, sides, strict=True)])
    count = len(corpus.languages) * HALVES
    record, packing = recorder(subject, corpus, ACT)
    batches = list(packing)
    rows_of_programs = list(replace(packing, batches=pack(packing.documents, ACT.batch_tokens)))
    ours = record(batches)
    expected = {key: torch.cat([ours.counts[key].double()[None], sums]) for key, sums in ours.sums.items()}
    rows: list[dict[str, object]] = []
    forms = {
        "as recommended": (batches, padded(subject, corpus, group_of)),
        "packed": (rows_of_programs, packed_inputs(rows_of_programs, group_of)),
    }
    for form, (own, inputs) in forms.items():
        ways: dict[str, Callable[[], object]] = {"ours": lambda own=own: record(own)}  # type: ignore[misc]
        notes: dict[str, str | float] = {}
        for name, make in PEERS.items():
            try:
                model = deepcopy(subject.model)  # some rebuild it
                model.set_attn_implementation("sdpa")
                run = make(replace(subject, model=model))
                notes[name] = same(summing(run, inputs, count), expected, rtol=NEAR)
            except ImportError:
                notes[name] = "skipped: not installed"
                continue
            except Exception as error:  # a peer's own failure is a result, not ours
                notes[name] = f"failed: {type(error).__name__}: {str(error)[:160]}"
                continue
            ways[name] = lambda run=run, inputs=inputs: summing(run, inputs, count)  # type: ignore[misc]
        found = interleaved(ways, repeats)
        for name in ("ours", *PEERS):
            figures = ratio(found, name, "ours") if name in found else {}
            rows.append({"form": form, "way": name, **figures, "difference": notes.get(name, 0.0)})
    tokens = tokens_in(batches)
    sizes = {form: sum(one["input_ids"].numel() for one, _ in inputs) for form, (_, inputs) in forms.items()}
    rows += [
        {"form": form, "way": "positions / tokens", "ratio": round(size / tokens, 3)} for form, size in sizes.items()
    ]
    return rows


def main() -> None:
    """Measure, print the table, and write the figures."""
    options = arguments(__doc__, programs=(64, "programs in all"))
    subject = subject_of(SMALL_SHAPE if options.small else SHAPE)
    corpus = programs(subject, 10 if options.small else options.programs)
    lengths = [len(subject.tokenizer(snippet.text)["input_ids"]) for snippet in corpus.snippets]
    rows = compare(subject, corpus, 1 if options.small else options.repeats)
    about = {"programs": len(lengths), "mean": round(sum(lengths) / len(lengths), 1), "longest": max(lengths)}
    write(options.out, {"machine": machine(), "tokens of programs": about, "rows": rows})


if __name__ == "__main__":
    main()
