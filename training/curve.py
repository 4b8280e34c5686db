"""The training run's losses as training/curve.json and as a picture, training/curve.svg.

`python -m training.curve` reads training/work/run/log.jsonl, also while the run goes on.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from neuroglot.core.languages import LANGUAGES
from neuroglot.report.html import Markup, join, tag
from neuroglot.report.svg import Box, text, ticks
from training.card import name_of

HERE = Path(__file__).parent
BIN = 50
"""Steps that one point of the training loss stands for."""

COLOURS = {
    "cpp": "#0a4a8f", "java": "#c2456b", "python": "#b4560a", "go": "#1f7f72", "javascript": "#7a5ba8",
    "ruby": "#6b7300", "php": "#55606d", "generator": "#14191f",
}  # fmt: skip
"""Of the report's palette, where it reads as text on white; else darker."""
INK, SOFT, LINE = "#14191f", "#55606d", "#d9dee4"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Liberation Sans', Arial, sans-serif"

SIZE = (860, 600)
PANELS = (
    ("Real code, of packages held out", LANGUAGES, Box(64, 104, 636, 280)),
    ("The generator's programs, of task families held out", ("generator",), Box(64, 432, 636, 104)),
)
LABEL_GAP = 16


def standing(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The log's entries that count: a start from a checkpoint voids what was logged after the checkpoint's step."""
    entries: list[dict[str, Any]] = []
    for line in lines:
        entry = json.loads(line)
        if "begins" in entry:
            entries = [earlier for earlier in entries if earlier["step"] <= entry["step"]]
        entries.append(entry)
    return entries


def curve(entries: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Held-out losses at each evaluation, and the training loss averaged over bins of 50 steps; nats per token.

    `tokens` counts those the model has read, padding included; `minutes` is training time. A bin stands at its last
    step that was logged.
    """
    points = {
        entry["step"]: {
            "step": entry["step"],
            "tokens": entry["tokens"],
            "minutes": round(entry["seconds"] / 60, 1),
            "heldout": entry["heldout"],
        }
        for entry in entries
        if "heldout" in entry
    }
    bins: dict[int, dict[int, Mapping[str, Any]]] = defaultdict(dict)
    for entry in entries:
        if "loss" in entry:
            bins[(entry["step"] - 1) // BIN][entry["step"]] = entry
    return {
        "unit": "nats per token",
        "points": [points[step] for step in sorted(points)],
        "training": [
            {
                "step": max(bins[place]),
                "tokens": bins[place][max(bins[place])]["tokens"],
                "loss": round(sum(entry["loss"] for entry in bins[place].values()) / len(bins[place]), 4),
            }
            for place in sorted(bins)
        ],
    }


def spread(wanted: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Places at least `gap` apart between `top` and `bottom`, in order, nearest to those wanted (least squares).

    Isotonic regression by pooling neighbours, on the places less what the gaps before them take.
    """
    blocks: list[tuple[float, int]] = []
    for number, place in enumerate(wanted):
        total, count = place - number * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            total, count = total + blocks[-1][0], count + blocks[-1][1]
            blocks.pop()
        blocks.append((total, count))
    pooled = [total / count for total, count in blocks for _ in range(count)]
    highest = max(top, bottom - (len(pooled) - 1) * gap)
    return [min(max(place, top), highest) + number * gap for number, place in enumerate(pooled)]


def across(tokens: float, span: tuple[float, float], box: Box) -> float:
    """Where a number of tokens lies in a box, on a logarithmic axis over `span`."""
    low, high = span
    return box.x + box.width * math.log(tokens / low) / math.log(high / low)


def round_tokens(span: tuple[float, float]) -> list[float]:
    """1, 2 and 5 times powers of ten within a span."""
    low, high = span
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    return [step * 10.0**power for power in powers for step in (1, 2, 5) if low <= step * 10.0**power <= high]


def panel(
    title: str, lines: Mapping[str, Sequence[tuple[float, float]]], span: tuple[float, float], box: Box
) -> Markup:
    """Lines of (tokens, loss) by source, over a grid, each named with its last loss at its end."""
    losses = [loss for line in lines.values() for _, loss in line]
    step = ticks(max(0.5, max(losses) - min(losses)), about=max(2, round(box.height / 56)))[1]
    low = math.floor(min(losses) / step) * step
    high = max(low + step, math.ceil(max(losses) / step) * step)

    def down(loss: float) -> float:
        return box.y + box.height * (high - loss) / (high - low)

    right = box.x + box.width
    parts: list[Markup] = [tag("g", text(box.x, box.y - 12, title), font_weight=600)]
    for value in (low + number * step for number in range(round((high - low) / step) + 1)):
        parts.append(tag("line", x1=box.x, x2=right, y1=down(value), y2=down(value), stroke=LINE))
        parts.append(tag("g", text(box.x - 8, down(value) + 4, f"{value:g}", anchor="end"), fill=SOFT))
    for tokens in round_tokens(span):
        place = across(tokens, span, box)
        parts.append(tag("line", x1=place, x2=place, y1=box.y, y2=box.y + box.height, stroke=LINE))
    ends = sorted(lines, key=lambda source: -lines[source][-1][1])
    places = spread([down(lines[source][-1][1]) for source in ends], LABEL_GAP, box.y, box.y + box.height)
    for source, place in zip(ends, places, strict=True):
        points = [(across(tokens, span, box), down(loss)) for tokens, loss in lines[source]]
        parts.append(line_of(source, points, place, f"{lines[source][-1][1]:.2f}", right))
    return join(parts)


def line_of(source: str, points: Sequence[tuple[float, float]], place: float, value: str, right: float) -> Markup:
    """One source's line in its colour, and its name and last value at the height `place` on the right."""
    x, y = points[-1]
    return tag(
        "g",
        tag(
            "polyline", points=" ".join(f"{a:.1f},{b:.1f}" for a, b in points), fill="none",
            stroke=COLOURS[source], stroke_width=2, stroke_linejoin="round", stroke_linecap="round",
        ),
        tag("circle", cx=x, cy=y, r=3, fill=COLOURS[source]),
        tag("path", d=f"M{x + 5:.1f},{y:.1f} L{right + 24},{place:.1f}", stroke=COLOURS[source], stroke_opacity=0.45),
        tag("g", text(right + 28, place + 4, name_of(source)), fill=COLOURS[source], font_weight=600),
        text(right + 138, place + 4, value, anchor="end"),
    )  # fmt: skip


def axis(span: tuple[float, float], box: Box) -> Markup:
    """The numbers of tokens below a box, and what they are."""
    below = box.y + box.height
    marks = [
        text(across(tokens, span, box), below + 20, f"{tokens / 1e6:g}", anchor="middle")
        for tokens in round_tokens(span)
    ]
    name = text(box.x + box.width / 2, below + 44, "million tokens read (logarithmic)", anchor="middle")
    return tag("g", tag("g", *marks, fill=SOFT), name)


def picture(found: Mapping[str, Any]) -> Markup:
    """The held-out losses against the tokens read, as one SVG on white: real code above, the generator's below."""
    points = found["points"]
    tokens = [point["tokens"] for point in points]
    span = (0.92 * min(tokens), float(max(tokens)))
    width, height = SIZE
    parts: list[Markup] = []
    for heading, sources, box in PANELS:
        lines = {
            source: [(point["tokens"], point["heldout"][source]) for point in points if source in point["heldout"]]
            for source in sources
        }
        kept = {source: line for source, line in lines.items() if line}
        if kept:
            parts.append(panel(heading, kept, span, box))
    title = "The embedded model's held-out loss as it trains"
    when = f"at {len(points)} evaluations in {points[-1]['minutes']:.0f} minutes"
    said = f"nats per token, {when}; each panel has its own scale"
    return tag(
        "svg",
        tag("title", title),
        tag("rect", width=width, height=height, rx=6, fill="#ffffff"),
        tag("g", text(24, 38, title), font_size=19, font_weight=650),
        tag("g", text(24, 60, said), fill=SOFT),
        *parts,
        axis(span, PANELS[-1][2]),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width=width,
        height=height,
        role="img",
        font_family=FONT,
        font_size=12.5,
        fill=INK,
    )


def main() -> None:
    """Writes both files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--log", default=str(HERE / "work" / "run" / "log.jsonl"))
    parser.add_argument("--out", default=str(HERE), help="folder")
    options = parser.parse_args()
    with Path(options.log).open() as file:
        found = curve(standing(file))
    folder = Path(options.out)
    (folder / "curve.json").write_text(json.dumps(found, separators=(",", ":")) + "\n")
    (folder / "curve.svg").write_text(picture(found).text + "\n")


if __name__ == "__main__":
    main()
