"""A model of any size from its configuration alone, with random weights, through the whole job: record, select, ablate
and generate; tokens a second, share of the device's matrix peak, and peak memory beside what `inspect` predicts.

    python benchmarks/full_size.py --config FOLDER --device cuda --dtype bfloat16
    python benchmarks/full_size.py --sizes                 # smaller models on the CPU, each in a process of its own

Weights are random, so only costs mean anything here. Texts are the bundled corpus, read with the embedded model's
tokenizer, whose ids every vocabulary of 4,096 or more has.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from transformers import AutoConfig, AutoModelForCausalLM

from neuroglot.allocator import keep_large_blocks
from neuroglot.anatomy import anatomy
from neuroglot.core.artifacts import open_artifact
from neuroglot.core.corpus import Corpus
from neuroglot.core.statistics import NeuronStatistics
from neuroglot.corpora import load_corpus
from neuroglot.corpora.load import sample_tasks
from neuroglot.corpora.problems import load_problems, sample_problems
from neuroglot.generation.engine import TransformersEngine, requests_for
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.architectures import architecture_of
from neuroglot.models.attention import attend_by_document
from neuroglot.models.batches import packing
from neuroglot.models.hooks import zeroed
from neuroglot.models.loading import load_subject
from neuroglot.models.losses import document_losses
from neuroglot.models.memory import peak_memory
from neuroglot.models.subject import Subject
from neuroglot.stages.record import RecordOptions, record, record_request
from neuroglot.stages.select import MarginOptions, select_margin

RESULTS = Path(__file__).with_name("results")
SIZES: Mapping[str, Mapping[str, int]] = {
    "12 M": {"hidden_size": 256, "intermediate_size": 1024, "num_hidden_layers": 8, "vocab_size": 8192},
    "43 M": {"hidden_size": 512, "intermediate_size": 1792, "num_hidden_layers": 8, "vocab_size": 16384},
    "170 M": {"hidden_size": 1024, "intermediate_size": 3584, "num_hidden_layers": 8, "vocab_size": 32768},
}
"""Llamas for the CPU, by about how many parameters they have."""


def main() -> None:
    """Measure one configuration, or all of `SIZES`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--config", help="folder with a config.json, or one of: " + ", ".join(SIZES))
    parser.add_argument("--layers", type=int, default=0, help="only so many layers; 0: all")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", default="float32", choices=("float32", "bfloat16"))
    parser.add_argument("--tasks", type=int, default=40, help="bundled tasks, in five languages each")
    parser.add_argument("--batch-tokens", type=int, default=2048)
    parser.add_argument("--sizes", action="store_true", help="all sizes for the CPU")
    parser.add_argument("--out", type=Path, default=RESULTS / "full_size.json")
    given = parser.parse_args()
    if given.sizes:
        rows = [alone(name, given) for name in SIZES]
    elif given.config:
        rows = [measured(given)]
    else:
        parser.error("give --config or --sizes")
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_text(json.dumps(rows, indent=1) + "\n")
    print(table(rows))


def alone(name: str, given: argparse.Namespace) -> dict[str, Any]:
    """One size in a process of its own, so that its peak is its own."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "row.json"
        words = ["--config", name, "--tasks", str(given.tasks), "--batch-tokens", str(given.batch_tokens)]
        words += ["--device", given.device, "--dtype", given.dtype, "--layers", str(given.layers), "--out", str(out)]
        subprocess.run([sys.executable, __file__, *words], check=True, stdout=subprocess.DEVNULL)
        (row,) = json.loads(out.read_text())
    return dict(row)


def configuration(name: str, layers: int) -> Any:
    """The configuration of that name or folder, cut to so many layers."""
    if name in SIZES:
        heads = {"num_attention_heads": 8, "num_key_value_heads": 4}
        config = AutoConfig.for_model("llama", **SIZES[name], **heads, max_position_embeddings=2048)
    else:
        config = AutoConfig.from_pretrained(name)
    if layers:
        config.num_hidden_layers = layers
    return config


def subject_of(config: Any, device: str, dtype: str) -> Subject:
    """A Subject with random weights, made where it stays: main memory never holds it twice."""
    embedded = load_subject("embedded")
    torch.manual_seed(0)
    with torch.device(device):
        maker: Any = AutoModelForCausalLM
        model = maker.from_config(config, dtype=getattr(torch, dtype))
    model.requires_grad_(False)
    model.eval()
    attend_by_document(model)
    return Subject("random", model, embedded.tokenizer, architecture_of(config), "random", embedded.tokens)


def measured(given: argparse.Namespace) -> dict[str, Any]:
    """Every figure of one configuration."""
    keep_large_blocks()
    config = configuration(given.config, given.layers)
    predicted = anatomy(config, 5, given.dtype, given.batch_tokens)
    corpus = sample_tasks(load_corpus("bundled", "validation"), given.tasks, seed=0)
    subject = subject_of(config, given.device, given.dtype)
    base = peak_memory()
    row: dict[str, Any] = {
        "model": Path(given.config).name,
        "layers": config.num_hidden_layers,
        "parameters": predicted.parameters,
        "device": torch.cuda.get_device_name() if given.device.startswith("cuda") else "cpu",
        "dtype": given.dtype,
        "threads": torch.get_num_threads(),
        "matrix peak, TFLOP/s": matrix_peak(given.device, given.dtype) / 1e12,
    }
    statistics, tokens, seconds = recorded(subject, corpus, given.batch_tokens)
    # Per token: two operations a parameter of the blocks and the head forward, and as many for activations' gradients.
    done = 4 * (predicted.parameters - config.vocab_size * config.hidden_size) * tokens / seconds
    row |= {"record: tokens/s": tokens / seconds, "record: share of peak": done / row["matrix peak, TFLOP/s"] / 1e12}
    row |= {"peak memory": peak_memory(), "predicted peak": predicted.memory["peak"], "before recording": base}
    row |= later(subject, statistics, corpus, given.batch_tokens)
    return row


def matrix_peak(device: str, dtype: str) -> float:
    """Operations a second of a large matrix product here: what the arithmetic could do at best."""
    size = 8192 if device.startswith("cuda") else 1024
    left = torch.randn(size, size, device=device, dtype=getattr(torch, dtype))
    best = float("inf")
    for _ in range(6):
        started = clock(device)
        left @ left
        best = min(best, clock(device) - started)
    return float(2 * size**3 / best)


def clock(device: str) -> float:
    """Seconds, once the device has done what it was given."""
    if device.startswith("cuda"):
        torch.cuda.synchronize()
    return time.perf_counter()


def recorded(subject: Subject, corpus: Corpus, batch_tokens: int) -> tuple[NeuronStatistics, int, float]:
    """The statistics, how many tokens they are of, and how long they took."""
    options = RecordOptions(batch_tokens=batch_tokens)
    with tempfile.TemporaryDirectory() as folder:
        artifact = open_artifact(Path(folder), record_request(subject, corpus, options))
        started = time.perf_counter()
        statistics = record(subject, corpus, options, artifact)
        seconds = time.perf_counter() - started
    assert statistics is not None
    return statistics, int(statistics.tokens.sum()), seconds


def later(subject: Subject, statistics: NeuronStatistics, corpus: Corpus, batch_tokens: int) -> dict[str, float]:
    """What selecting, silencing and writing cost."""
    started = time.perf_counter()
    sets = select_margin(statistics, MarginOptions())
    selecting = time.perf_counter() - started
    packed = packing(subject, corpus.snippets, 1024, batch_tokens)
    seconds = {}
    few = sample_problems(load_problems("bundled", "test"), 4, seed=0)
    sampling = SamplingOptions(max_new_tokens=64)
    for name, neurons in (("plain", sets["go"] - sets["go"]), ("silent", sets["go"])):
        with zeroed(subject, neurons):
            started = time.perf_counter()
            document_losses(subject, packed)
            seconds[f"losses, {name}"] = time.perf_counter() - started
            engine = TransformersEngine(subject)
            started = time.perf_counter()
            list(engine.generate(requests_for(few, sampling.samples), sampling))
            seconds[f"write: tokens/s, {name}"] = engine.tokens / (time.perf_counter() - started)
    return {"select: s": selecting, "ablate: tokens/s": packed.tokens / seconds.pop("losses, silent"), **seconds}


def table(rows: list[dict[str, Any]]) -> str:
    """The rows as Markdown."""
    names = ("record: tokens/s", "record: share of peak", "ablate: tokens/s", "write: tokens/s, silent", "select: s")
    head = ["model", "layers", "parameters", *names, "peak GiB", "predicted GiB"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        cells = [row["model"], row["layers"], f"{row['parameters']:,}", *(f"{row[name]:,.3g}" for name in names)]
        cells += [f"{row[name] / 2**30:,.2f}" for name in ("peak memory", "predicted peak")]
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    main()
