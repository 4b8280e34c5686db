"""Peak memory of recording, each number of programs in a process of its own.

    python benchmarks/memory.py --out benchmarks/results/memory.json

The peak should be weights, one batch's autograd state and the sums, and the same for 100 and for 10,000 programs.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from measure import arguments, machine, write
from workload import SHAPE, SMALL_SHAPE, embedded_subject, programs, subject_of

from neuroglot.core.artifacts import open_artifact
from neuroglot.core.corpus import Corpus
from neuroglot.core.statistics import ACTIVATION_SUMS, ATTRIBUTION_SUMS, HALVES
from neuroglot.models.memory import peak_memory
from neuroglot.stages.record import RecordOptions, record, record_request


def measured(count: int, model: str, options: RecordOptions) -> dict[str, object]:
    """Record so many programs (the bundled ones, over and over) and say how much memory that took."""
    shapes = {"random": SHAPE, "small": SMALL_SHAPE}
    subject = subject_of(shapes[model]) if model in shapes else embedded_subject()
    once = programs(subject, min(count, 500)).snippets
    corpus = Corpus("repeated", "validation", tuple(once[place % len(once)] for place in range(count)))
    held = peak_memory()
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        artifact = open_artifact(Path(folder), record_request(subject, corpus, options))
        statistics = record(subject, corpus, options, artifact)
    assert statistics is not None
    quantities = len(ACTIVATION_SUMS) + len(ATTRIBUTION_SUMS)
    neurons = sum(subject.widths.values())
    return {
        "samples": count,
        "checkpointing": options.checkpointing,
        "tokens": int(statistics.tokens.sum()),
        "peak MiB": peak_memory() // 2**20,
        "before recording MiB": held // 2**20,
        "weights MiB": sum(one.numel() * one.itemsize for one in subject.model.parameters()) // 2**20,
        "statistics MiB": neurons * len(corpus.languages) * HALVES * quantities * 8 // 2**20,
        "seconds": round(time.perf_counter() - started, 1),
    }


def apart(count: int, model: str, threads: int, by_blocks: bool) -> dict[str, object]:
    """The same in a new process."""
    command = [sys.executable, __file__, "--child", str(count), "--model", model, "--threads", str(threads)]
    command += ["--blocks", "1" if by_blocks else "0"]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def main() -> None:
    """Measure, print the table, and write the figures."""
    options = arguments(
        __doc__,
        child=(0, "measure so many programs here"),
        model=("embedded", "embedded, random (40 million parameters), or small"),
        blocks=(0, "1: one block's graph at a time"),
        samples=("100 1000 10000", "numbers of programs"),
    )
    if options.child:
        chosen = RecordOptions(checkpointing=bool(options.blocks))
        print(json.dumps(measured(options.child, options.model, chosen)))
        return
    counts = [10, 40] if options.small else [int(count) for count in options.samples.split()]
    model = "small" if options.small else options.model
    rows = [apart(count, model, options.threads, False) for count in counts]
    rows.append(apart(counts[0], model, options.threads, True))
    write(options.out, {"machine": machine(), "model": model, "rows": rows})


if __name__ == "__main__":
    main()
