"""What a scan for clones costs: the search among 1,000 to 100,000 functions, grouping, parsing and reading.

    python benchmarks/clone_scan.py --threads 2 --out benchmarks/results/clone_scan.json

The search runs on synthetic vectors as wide as the embedded model's, a tenth of them near copies of others. Every pair
is compared up to `--exact` functions; above, the exact search is left out. `recall` is the share of the neighbours of
256 sampled functions that the approximate search finds, looked up exactly. `reading` is bundled functions through
the embedded model up to layer 4, `parsing` their files from text to functions with their hashes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import torch
from measure import arguments, machine, write
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from neuroglot.corpora.bundled import corpus
from neuroglot.models.loading import load_subject
from neuroglot.stages.clone_scan.extract import FoundFunction, extract
from neuroglot.stages.clone_scan.groups import Rule, group
from neuroglot.stages.clone_scan.neighbours import Near, near_pairs
from neuroglot.stages.clone_scan.options import MatchOptions, ReadOptions
from neuroglot.stages.clone_scan.reading import Found
from neuroglot.stages.clone_scan.vectors import embed_texts
from neuroglot.stages.clone_scan.walk import SourceFile

SIZES = (1000, 3000, 10_000, 30_000, 100_000)
SMALL = (200, 600)
WIDTH, THRESHOLD = 256, 0.75


def vectors_of(count: int) -> NDArray[np.float32]:
    """Unit vectors with a spectrum that falls, shape (count, 256); the last tenth are near copies of the first."""
    rng = np.random.default_rng(0)
    drawn = (rng.standard_normal((count, WIDTH)) / np.sqrt(1 + np.arange(WIDTH))).astype(np.float32)
    copies = count // 10
    drawn[-copies:] = drawn[:copies] + 0.5 * drawn[-copies:]
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    return drawn


def functions_of(count: int) -> list[Found]:
    """Functions that are all different and lie in files of their own."""
    file = SourceFile(Path("a.py"), "a.py", "python")
    spans = [(f"{place}", 10 * place, 10 * place + 9) for place in range(count)]
    return [
        Found(file, FoundFunction(name, start, end, 1, 9, 9, 50, False, name, name, name)) for name, start, end in spans
    ]


def timed(way: Callable[..., Any], *given: object) -> tuple[Any, float, float]:
    """What a call gives, and its seconds on the wall's clock and of the processors."""
    wall, processor = time.perf_counter(), time.process_time()
    found = way(*given)
    return found, time.perf_counter() - wall, time.process_time() - processor


def search_rows(sizes: tuple[int, ...], exact: int) -> list[dict[str, object]]:
    """A row a number of functions and way."""
    rows: list[dict[str, object]] = []
    neighbours = MatchOptions().neighbours
    for count in sizes:
        vectors = vectors_of(count)
        ways = {"exact": count, "approximate": 0} if count <= exact else {"approximate": 0}
        for way, limit in ways.items():
            near, wall, processor = timed(near_pairs, vectors, THRESHOLD, neighbours, limit)
            rows.append(row(f"search, {way}", count, wall, processor, pairs=len(near.first), recall=recall_of(near)))
        found, rule = functions_of(count), Rule(THRESHOLD)
        groups, wall, processor = timed(group, found, range(count), vectors, near, rule)
        rows.append(row("grouping", count, wall, processor, groups=len(groups)))
    return rows


def recall_of(near: Near) -> float:
    """1 for an exact search."""
    return 1.0 if near.recall is None else round(near.recall, 4)


def row(what: str, count: int, wall: float, processor: float, **more: object) -> dict[str, object]:
    """One row of the table."""
    seconds = {"seconds": round(wall, 3), "processor seconds": round(processor, 3)}
    return {"what": what, "functions": count, **seconds, "a second": round(count / max(processor, 1e-9)), **more}


def reading_rows(count: int) -> list[dict[str, object]]:
    """What comes before the search: parsing and reading, of bundled programs of all lengths."""
    programs = corpus("validation").snippets[:count]
    parsed, wall, processor = timed(lambda: [extract(one.language, one.text) for one in programs])
    texts = [text for _, read in parsed for text in read.values()]
    rows = [row("parsing", sum(len(found) for found, _ in parsed), wall, processor)]
    subject = load_subject("embedded")
    _, wall, processor = timed(embed_texts, subject, (2, 3, 4), texts, ReadOptions())
    return [*rows, row("reading", len(texts), wall, processor)]


def main() -> None:
    """Measure and write."""
    given = arguments(__doc__, exact=(30_000, "most functions of which every pair is compared"))
    faiss.omp_set_num_threads(torch.get_num_threads())
    with threadpool_limits(torch.get_num_threads()):
        rows = search_rows(SMALL if given.small else SIZES, given.exact)
        rows += reading_rows(10 if given.small else 300)
    write(given.out, {"machine": machine(), "rows": rows, "vectors": {"width": WIDTH, "threshold": THRESHOLD}})


if __name__ == "__main__":
    main()
