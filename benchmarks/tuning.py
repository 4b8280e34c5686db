"""Time and memory of tuning a few neurons: our compact delta, LoRA with as many weights, and masked full fine-tuning.

    python benchmarks/tuning.py --threads 1 --out benchmarks/results/tuning.json

All ways train the same rows in the same model; the delta's first steps are compared with the masked ones before
anything is timed. Peaks are of a process a way. What a model of Llama-3.1-8B's shape takes is counted on the meta
device, in the same way as for the model here, whose peak stands beside the count.
"""

from __future__ import annotations

import gc
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from measure import arguments, interleaved, machine, ratio, write
from torch import Tensor
from transformers import AutoConfig, AutoModelForCausalLM
from transformers.modeling_utils import ALL_ATTENTION_FUNCTIONS
from workload import LONGEST, SHAPE, SMALL_SHAPE, programs, subject_of

from neuroglot.core.neurons import Neuron, NeuronSet, neuron_set
from neuroglot.learning import read_examples
from neuroglot.learning.rows import Rows, drawn
from neuroglot.models.adapters import lora_config, projections, ranks_for, with_adapter
from neuroglot.models.architectures import architecture_of
from neuroglot.models.deltas import zero_delta
from neuroglot.models.losses import token_losses
from neuroglot.models.subject import Subject
from neuroglot.models.tuned import attached
from neuroglot.models.vectors import place_of, vectors_of, weights_in

WAYS = ("delta", "lora", "masked")
SHARE = 0.0003
"""The share of neurons that is tuned: about that of the paper's Go set (315 of 1,376,256)."""
SITES = ("attn.q", "attn.v", "attn.o", "mlp.gate", "mlp.up", "mlp.down")
LLAMA = {
    "hidden_size": 4096,
    "intermediate_size": 14336,
    "num_hidden_layers": 32,
    "num_attention_heads": 32,
    "num_key_value_heads": 8,
    "vocab_size": 128256,
}
"""The shape of Llama-3.1-8B."""


def chosen(subject: Subject, share: float) -> NeuronSet:
    """Random neurons of every site, at least one a site."""
    dice = np.random.default_rng(0)
    found = []
    for (site, layer), width in subject.widths.items():
        if site in SITES:
            count = max(int(layer == 0), round(share * width + dice.random() - 0.5))
            found += [Neuron(layer, site, int(index)) for index in dice.choice(width, count, replace=False)]
    return neuron_set("random", "benchmark", found)


@contextmanager
def masked(subject: Subject, vectors: NeuronSet) -> Iterator[None]:
    """Every weight asks for a gradient, which is multiplied by a mask of the vectors, as masked tuning does it."""
    masks: dict[int, Tensor] = {id(one): torch.zeros_like(one) for one in subject.model.parameters()}
    for key, indices in vectors.members.items():
        place = place_of(subject, key)
        place.as_rows(masks[id(place.module.weight)])[place.positions(indices)] = 1.0
    subject.model.requires_grad_(True)
    handles = [one.register_hook(partial(torch.mul, masks[id(one)])) for one in subject.model.parameters()]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()
        subject.model.requires_grad_(False)


def way_of(name: str, subject: Subject, vectors: NeuronSet) -> AbstractContextManager[Any]:
    """The context in which a way's weights ask for gradients."""
    if name == "delta":
        return attached(subject, zero_delta(subject, vectors))
    if name == "masked":
        return masked(subject, vectors)
    return with_adapter(subject, lora_config(subject, ranks_for(projections(subject), weights_in(subject, vectors))))


def stepper(subject: Subject, rows: Rows, at_once: int) -> Callable[[], None]:
    """One step after another: losses, gradients, clipping, AdamW."""
    asking = [one for one in subject.model.parameters() if one.requires_grad]
    optimizer = torch.optim.AdamW(asking, lr=1e-3, weight_decay=0.0)
    state = {"place": 0}

    def step() -> None:
        start = state["place"] % (len(rows) - at_once + 1)
        state["place"] += at_once
        batch = rows.batch(slice(start, start + at_once)).to(subject.device)
        token_losses(subject, batch).mean().backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(asking, 1.0)
        optimizer.step()
        optimizer.zero_grad()

    return step


def rows_for(subject: Subject, count: int) -> Rows:
    """Rows of real programs of which the second half is learned."""
    texts = [one.text for one in programs(subject, 200).snippets]
    pairs = [(text[: len(text) // 2], text[len(text) // 2 :]) for text in texts]
    length = LONGEST + 95
    return drawn(subject, read_examples(subject, pairs, length).kept, length, count, seed=0)


def flash(module: Any, query: Tensor, key: Tensor, value: Tensor, mask: Any, **more: Any) -> tuple[Tensor, None]:
    """Attention that keeps what flash attention keeps; the meta device would choose one that keeps whole matrices."""
    groups = query.shape[1] // key.shape[1]
    key, value = (one.repeat_interleave(groups, 1) for one in (key, value))
    found = torch.ops.aten._scaled_dot_product_flash_attention_for_cpu(query, key, value, 0.0, True)[0]
    return found.transpose(1, 2).contiguous(), None


ALL_ATTENTION_FUNCTIONS.register("counted", flash)


def saved_bytes(subject: Subject, ids: Tensor) -> int:
    """Bytes that the blocks keep for the backward pass, weights left out; on any device, the meta device too."""
    weights = {one.untyped_storage()._cdata for one in subject.model.parameters()}
    kept: dict[int, Tensor] = {}

    def keep(tensor: Tensor) -> Tensor:
        place = tensor.untyped_storage()._cdata
        if place not in weights:
            kept[place] = tensor
        return tensor

    # A whole mask: without one, transformers looks whether rows are packed, and the meta device has nothing to look at.
    causal = torch.zeros(1, 1, ids.shape[1], ids.shape[1], dtype=subject.model.dtype, device=ids.device)
    usual = subject.config._attn_implementation
    subject.config._attn_implementation = "counted"
    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        subject.model.base_model(input_ids=ids, attention_mask=causal, use_cache=False)
    subject.config._attn_implementation = usual
    return sum(one.untyped_storage().nbytes() for one in kept.values())


def counted(subject: Subject, vectors: NeuronSet, tokens: tuple[int, int]) -> dict[str, dict[str, int]]:
    """Bytes of every way for (rows, length): the model's weights; what is trained, with its gradients and AdamW's two
    averages (the masked way trains the model's own weights, and has masks as large); what the blocks keep; and the
    scores of all positions in float32, with their gradient."""
    ids = torch.zeros(tokens, dtype=torch.int64, device=subject.device)
    weights = sum(one.numel() * one.itemsize for one in subject.model.parameters())
    head = 2 * 4 * ids.numel() * int(subject.config.vocab_size)
    found = {}
    for name in WAYS:
        with torch.device(subject.device) if name == "lora" else nullcontext(), way_of(name, subject, vectors):
            asking = [one for one in subject.model.parameters() if one.requires_grad]
            trained = sum(one.numel() for one in asking) if name == "lora" else weights_in(subject, vectors)
            state = sum(4 * one.numel() * one.itemsize for one in asking)
            kept = saved_bytes(subject, ids)
        parts = {"weights": weights, "state": state, "kept": kept, "scores": head}
        found[name] = {"trained": trained, **parts, "sum": sum(parts.values())}
    return found


def on_meta(shape: Mapping[str, int], dtype: torch.dtype) -> Subject:
    """A subject without numbers, only shapes."""
    config = AutoConfig.for_model("llama", **shape, max_position_embeddings=8192, tie_word_embeddings=False)
    with torch.device("meta"):
        maker: Any = AutoModelForCausalLM
        model = maker.from_config(config, dtype=dtype)
    model.requires_grad_(False)
    return Subject("Llama-3.1-8B's shape", model, None, architecture_of(config), "meta", "meta")


def same(subject: Subject, rows: Rows, vectors: NeuronSet) -> float:
    """The largest difference of losses after two steps, delta against masked. Raises ValueError above 1e-3."""
    found = []
    before = [one.detach().clone() for one in subject.model.parameters()]
    for name in ("delta", "masked"):
        with way_of(name, subject, vectors):
            step = stepper(subject, rows, 2)
            step()
            step()
            with torch.no_grad():
                found.append(token_losses(subject, rows.batch(slice(0, 2))))
        with torch.no_grad():
            for one, value in zip(subject.model.parameters(), before, strict=True):
                one.copy_(value)
    worst = float((found[0] - found[1]).abs().max())
    if worst > 1e-3:
        raise ValueError(f"losses differ by {worst:.1e}: nothing is measured")
    return worst


def timed(shape: dict[str, int], repeats: int, at_once: int) -> tuple[dict[str, dict[str, float]], float]:
    """Times of a step against LoRA's, each way in a model of its own, and the difference that was found first."""
    subject = subject_of(shape)
    vectors, rows = vectors_of(subject, chosen(subject, SHARE)), rows_for(subject, 16)
    worst = same(subject, rows, vectors)
    ways, open_ways = {}, []
    for name in WAYS:
        own = subject_of(shape)
        open_ways.append(way_of(name, own, vectors))
        open_ways[-1].__enter__()
        ways[name] = stepper(own, rows, at_once)
    found = interleaved(ways, repeats)
    for one in open_ways:
        one.__exit__(None, None, None)
    return {name: ratio(found, name, "lora") for name in WAYS}, worst


def peak_of(name: str, shape: dict[str, int], at_once: int) -> dict[str, int]:
    """Bytes that this process held at most in a few steps of one way, and before them."""
    subject = subject_of(shape)
    vectors, rows = vectors_of(subject, chosen(subject, SHARE)), rows_for(subject, 2 * at_once)
    gc.collect()
    # Linux forgets the peak so far: making the programs took more than a small model's training does.
    Path("/proc/self/clear_refs").write_text("5")
    before = high_water()
    with way_of(name, subject, vectors):
        step = stepper(subject, rows, at_once)
        for _ in range(3):
            step()
    return {"before": before, "peak": high_water()}


def high_water() -> int:
    """The most that this process held since the peak was forgotten, in bytes (Linux)."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (kibibytes,) = [line.split()[1] for line in lines if line.startswith("VmHWM:")]
    return 1024 * int(kibibytes)


def apart(name: str, small: bool, threads: int, at_once: int) -> dict[str, int]:
    """The same in a new process."""
    command = [sys.executable, __file__, "--child", name, "--threads", str(threads), "--rows", str(at_once)]
    command += ["--small"] if small else []
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def main() -> None:
    """Measure, print the table, and write the figures."""
    options = arguments(__doc__, child=("", "measure this way's peak here"), rows=(2, "rows a step"))
    shape = SMALL_SHAPE if options.small else SHAPE
    if options.child:
        print(json.dumps(peak_of(options.child, shape, options.rows)))
        return
    times, worst = timed(shape, 2 if options.small else options.repeats, options.rows)
    subject = subject_of(shape)
    here = counted(subject, vectors_of(subject, chosen(subject, SHARE)), (options.rows, LONGEST + 95))
    large = on_meta(SMALL_SHAPE if options.small else LLAMA, torch.bfloat16)
    there = counted(large, vectors_of(large, chosen(large, SHARE)), (1, 1024))
    rows: list[dict[str, Any]] = []
    for name in WAYS:
        held, one = apart(name, options.small, options.threads, options.rows), here[name]
        rows.append(
            {
                "model": "random Llama",
                "way": name,
                "trained": one["trained"],
                **{f"step, {key}": value for key, value in times[name].items()},
                "state MiB": round(one["state"] / 2**20, 1),
                "counted MiB": one["sum"] // 2**20,
                "measured MiB": (held["peak"] - held["before"]) // 2**20 + one["weights"] // 2**20,
            }
        )
    for name, one in there.items():
        rows.append(
            {
                "model": large.id,
                "way": name,
                "trained": one["trained"],
                "state MiB": round(one["state"] / 2**20, 1),
                "counted MiB": one["sum"] // 2**20,
            }
        )
    parts = {"random Llama": here, large.id: there}
    write(options.out, {"machine": machine(), "difference": worst, "rows": rows, "bytes": parts})


if __name__ == "__main__":
    main()
