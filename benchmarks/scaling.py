"""How the cost of recording grows: by programs, length, layers, width, languages, classes and ranks.

    python benchmarks/scaling.py --threads 1 --out benchmarks/results/scaling.json --svg docs/scaling.svg

One quantity is changed at a time. Of the times a power law is fitted (`exponent`: 1 is linear) and a straight line
(`at zero` and `each`, in seconds). Ranks share the shards; their row is the busiest rank's share of the batches.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

import numpy as np
from measure import arguments, machine, write
from workload import SMALL_SHAPE, programs, recorder, subject_of

from neuroglot.core.corpus import Corpus
from neuroglot.models.subject import Subject
from neuroglot.stages.record.options import RecordOptions
from neuroglot.stages.record.stage import shard_bounds

BASE = {**SMALL_SHAPE, "hidden_size": 256, "intermediate_size": 640, "num_hidden_layers": 4}
TINY = SMALL_SHAPE


@dataclass(frozen=True)
class Sizes:
    """How large the measured things are."""

    shape: dict[str, int]
    programs: tuple[int, ...]
    lengths: tuple[int, ...]
    layers: tuple[int, ...]
    widths: tuple[int, ...]
    repeats: int


LARGE = Sizes(BASE, (25, 50, 100, 200), (100, 200, 400, 800), (2, 4, 8), (128, 256, 512), 2)
SMALL = Sizes(TINY, (6, 12), (40, 80), (1, 2), (32, 64), 1)


def seconds(subject: Subject, corpus: Corpus, options: RecordOptions, repeats: int) -> float:
    """Processor seconds of recording a corpus, the least of some repeats."""
    record, packed = recorder(subject, corpus, options)
    batches = list(packed)
    record(batches[:1])
    found = []
    for _ in range(repeats):
        started = time.process_time()
        record(batches)
        found.append(time.process_time() - started)
    return min(found)


def of_length(subject: Subject, corpus: Corpus, tokens: int, length: int) -> Corpus:
    """As many tokens as ever, in programs of about one length: a program's text over and over."""
    snippets = []
    for place in range(max(2, tokens // length)):
        snippet = corpus.snippets[place % len(corpus.snippets)]
        own = len(subject.tokenizer(snippet.text)["input_ids"])
        text = snippet.text * (2 * length // own + 2)
        spans = subject.tokenizer(text, return_offsets_mapping=True)["offset_mapping"]
        snippets.append(replace(snippet, text=text[: spans[length - 1][1]]))
    return Corpus("cut", "validation", tuple(snippets))


def measured(sizes: Sizes) -> dict[str, list[tuple[float, float]]]:
    """By quantity: its values and the seconds."""
    subject = subject_of(sizes.shape)
    corpus = programs(subject, sizes.programs[-1])
    middle = Corpus("middle", "validation", corpus.snippets[: sizes.programs[-2]])
    plain = RecordOptions(batch_tokens=1024)
    repeats = sizes.repeats

    def changed(name: str, value: int) -> float:
        return seconds(subject_of({**sizes.shape, name: value}), middle, plain, repeats)

    found: dict[str, list[tuple[float, float]]] = {}
    parts = [(count, Corpus("part", "validation", corpus.snippets[:count])) for count in sizes.programs]
    found["programs"] = [(count, seconds(subject, part, plain, repeats)) for count, part in parts]
    tokens = sizes.lengths[-1] * 8
    cut = [(length, of_length(subject, corpus, tokens, length)) for length in sizes.lengths]
    found["length"] = [(length, seconds(subject, part, plain, repeats)) for length, part in cut]
    found["layers"] = [(layers, changed("num_hidden_layers", layers)) for layers in sizes.layers]
    found["width"] = [(width, _wide(sizes, width, middle)) for width in sizes.widths]
    found["languages"] = [(count, _languages(subject, middle, count, repeats)) for count in (2, 3, 5)]
    by_class = replace(plain, classes=True)
    found["classes"] = [
        (number, seconds(subject, middle, options, repeats)) for number, options in ((1, plain), (8, by_class))
    ]
    whole = found["programs"][-2][1]
    batches = len(recorder(subject, middle, plain)[1])
    found["ranks"] = [(ranks, whole * _busiest(batches, ranks)) for ranks in (1, 2, 4)]
    return found


def _wide(sizes: Sizes, width: int, corpus: Corpus) -> float:
    shape = {**sizes.shape, "hidden_size": width, "intermediate_size": width * 5 // 2}
    return seconds(subject_of(shape), corpus, RecordOptions(batch_tokens=1024), sizes.repeats)


def _languages(subject: Subject, corpus: Corpus, count: int, repeats: int) -> float:
    """The same programs, said to be in so many languages."""
    names = ("cpp", "java", "python", "go", "javascript")[:count]
    snippets = [replace(snippet, language=names[place % count]) for place, snippet in enumerate(corpus.snippets)]
    return seconds(subject, Corpus("named", "validation", tuple(snippets)), RecordOptions(batch_tokens=1024), repeats)


def _busiest(batches: int, ranks: int, shards: int = 16) -> float:
    """The largest share of the batches that one of several ranks has."""
    bounds = shard_bounds(batches, shards)
    return max(sum(last - first for first, last in bounds[rank::ranks]) for rank in range(ranks)) / batches


def fitted(points: Sequence[tuple[float, float]]) -> dict[str, float]:
    """A power law and a straight line through the points."""
    x, y = np.array(points, dtype=float).T
    each, at_zero = np.polyfit(x, y, 1)
    exponent = np.polyfit(np.log(x), np.log(y), 1)[0]
    return {"exponent": round(float(exponent), 2), "at zero": round(float(at_zero), 4), "each": float(f"{each:.3g}")}


def drawn(found: dict[str, list[tuple[float, float]]]) -> str:
    """One small panel a quantity, both axes from zero, as an SVG that needs nothing else."""
    panels = []
    for number, (name, points) in enumerate(found.items()):
        left, top = 20 + number % 4 * 190, 20 + number // 4 * 170
        panels.append(f'<g transform="translate({left},{top})">{_panel(name, points)}</g>')
    style = (
        "text{font:11px sans-serif;fill:#444}.axis{stroke:#999;fill:none}"
        ".line{stroke:#2a6fb0;fill:none;stroke-width:2}circle{fill:#2a6fb0}"
        "@media(prefers-color-scheme:dark){text{fill:#ccc}}"
    )
    title = "<title>Seconds of recording by programs, length, layers, width, languages, classes and ranks</title>"
    box = 'xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 350" role="img"'
    return f"<svg {box}>{title}<style>{style}</style>{''.join(panels)}</svg>\n"


def _panel(name: str, points: Sequence[tuple[float, float]]) -> str:
    width, height = 150, 100
    most_x, most_y = max(x for x, _ in points), max(y for _, y in points)
    places = [(x / most_x * width, height - y / most_y * height) for x, y in points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in places)
    law = fitted(points)["exponent"]
    return (
        f'<path class="axis" d="M0 0V{height}H{width}"/><polyline class="line" points="{line}"/>{dots}'
        f'<text x="4" y="10">{most_y:.2f} s</text>'
        f'<text x="{width}" y="{height + 14}" text-anchor="end">{most_x:g}</text>'
        f'<text x="0" y="{height + 14}">{escape(name)}, exponent {law:g}</text>'
    )


def main() -> None:
    """Measure, print the table, write the figures and draw them."""
    options = arguments(__doc__, svg=(Path(), "draw the figures here"))
    sizes = SMALL if options.small else LARGE
    found = measured(sizes)
    rows = [{"by": name, "values": [x for x, _ in points], **fitted(points)} for name, points in found.items()]
    write(options.out, {"machine": machine(), "shape": sizes.shape, "points": found, "rows": rows})
    if options.svg != Path():
        options.svg.parent.mkdir(parents=True, exist_ok=True)
        options.svg.write_text(drawn(found), encoding="utf-8")


if __name__ == "__main__":
    main()
