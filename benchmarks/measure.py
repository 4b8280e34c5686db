"""Timing side by side, what the machine was, and how figures are written: what all benchmarks share."""

from __future__ import annotations

import json
import os
import platform
import statistics
import time
from argparse import ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import torch

LIBRARIES = ("neuroglot", "torch", "transformers", "numpy", "nnsight", "transformer-lens", "pyvene")


def interleaved(ways: Mapping[str, Callable[[], object]], repeats: int) -> dict[str, list[dict[str, float]]]:
    """Seconds of every way: all of them once, then all once more, so that a busy moment hits each alike.

    `wall` is what a clock on the wall says, `processor` what the process itself used of the processors: with one
    thread it says the same and other jobs disturb it less.
    """
    for way in ways.values():
        way()
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, way in ways.items():
            wall, processor = time.perf_counter(), time.process_time()
            way()
            seconds = {"wall": time.perf_counter() - wall, "processor": time.process_time() - processor}
            found[name].append(seconds)
    return found


def ratio(found: Mapping[str, Sequence[Mapping[str, float]]], way: str, base: str) -> dict[str, float]:
    """How many times as long a way takes as another: the median of the pairs of each round, and their spread."""
    clock = "processor" if torch.get_num_threads() == 1 else "wall"
    pairs = sorted(one[clock] / other[clock] for one, other in zip(found[way], found[base], strict=True))
    fastest = min(one[clock] for one in found[way]) / min(one[clock] for one in found[base])
    return {
        "ratio": round(statistics.median(pairs), 3),
        "low": round(pairs[0], 3),
        "high": round(pairs[-1], 3),
        "fastest / fastest": round(fastest, 3),
        "seconds": round(statistics.median(one[clock] for one in found[way]), 4),
    }


def machine() -> dict[str, Any]:
    """The machine, the libraries, and how busy it was."""
    versions = {}
    for name in LIBRARIES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "instructions": torch.backends.cpu.get_cpu_capability(),
        "threads": torch.get_num_threads(),
        "clock": "processor" if torch.get_num_threads() == 1 else "wall",
        "load average": [round(load, 2) for load in os.getloadavg()],
        "versions": versions,
    }


def arguments(document: str | None, **more: tuple[Any, str]) -> Namespace:
    """The options that all benchmarks have, and further ones (default and help)."""
    parser = ArgumentParser(description=document, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--small", action="store_true", help="the smallest version: what the tests run")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--out", type=Path, help="write the figures here, as JSON")
    for name, (default, text) in more.items():
        parser.add_argument(f"--{name}", type=type(default), default=default, help=text)
    found = parser.parse_args()
    torch.set_num_threads(found.threads)
    return found


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows as Markdown."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    lines += [f"| {' | '.join(str(row.get(name, '')) for name in names)} |" for row in rows]
    return "\n".join(lines)


def write(path: Path | None, document: Mapping[str, Any]) -> None:
    """Print the rows as a table; write everything as JSON, if asked."""
    print(table(document["rows"]))
    if path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document, indent=1) + "\n")
