"""What the page of one neuron shows, as JSON and bytes; and programs, each once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from neuroglot.core.examined import Document, Examined
from neuroglot.report.explorer.blocks import packed

PAGES, PROGRAMS = 32, 32
"""Neurons, and programs, in one block."""


def page_block(found: Examined, first: int, last: int, parallel: int) -> str:
    """The pages of neurons [first, last); those before `parallel` have their activations on whole programs too."""
    data = bytearray()
    pages = []
    for place in range(first, last):
        values = _values(found, place)
        whole = found.figures["parallel_values"][place] if place < parallel else values[:0]
        pages.append({**_page(found, place), "at": len(data), "whole": len(data) + len(values) if len(whole) else -1})
        data += values.tobytes() + whole.tobytes()
    return packed({"first": first, "pages": pages}, bytes(data))


def _values(found: Examined, place: int) -> Any:
    """The activations of all examples after another, each as long as its window is."""
    windows = found.figures["example_values"][place]
    lengths = example_lengths(found, place)
    parts = [window[:length] for window, length in zip(windows, lengths, strict=True)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int8)


def example_lengths(found: Examined, place: int) -> list[int]:
    """How many tokens each example of a neuron has: as far as its document goes; 0 where there is no example."""
    figures, width = found.figures, found.figures["example_values"].shape[2]
    read = [len(document.ends) for document in found.documents]
    pairs = zip(figures["example_document"][place].tolist(), figures["example_start"][place].tolist(), strict=True)
    return [min(width, read[document] - start) if document >= 0 else 0 for document, start in pairs]


def _page(found: Examined, place: int) -> dict[str, Any]:
    figures, words = found.figures, found.words[place]
    layer, site, index = figures["address"][place].tolist()
    examples = [
        [int(kind), document, start, peak, length]
        for kind, document, start, peak, length in zip(
            figures["example_kind"].tolist(),
            *(figures[f"example_{name}"][place].tolist() for name in ("document", "start", "peak")),
            example_lengths(found, place),
            strict=True,
        )
    ]
    return {
        "address": [layer, found.sites[site], index],
        "chosen": [list(pair) for pair in words.chosen],
        "label": words.label,
        "pushes": words.pushes,
        "promoted": [[token, _short(score)] for token, score in words.promoted],
        "suppressed": [[token, _short(score)] for token, score in words.suppressed],
        "high": [_feature(row) for row in words.high],
        "low": [_feature(row) for row in words.low],
        **{name: _numbers(figures[name][place]) for name in ("counts", "sums", "positives", "squares", "histogram")},
        **{name: _short(float(figures[name][place])) for name in ("largest", "smallest", "scale")},
        "exponent": int(figures["exponent"][place]),
        "examples": examples,
        "alone": _numbers(figures["alone"][place]),
        "attribution": _numbers(figures["attribution"][:, place]),
        "similar": [
            [int(other), _short(float(r))]
            for other, r in zip(figures["similar"][place], figures["correlation"][place], strict=True)
            if other >= 0
        ],
    }


def _feature(row: Any) -> dict[str, Any]:
    kept = ("group", "name", "count", "active", "of", "lift", "q", "programs")
    return {name: _short(row[name]) if isinstance(row[name], float) else row[name] for name in kept if name in row}


def _numbers(values: Any) -> Any:
    """An array as nested lists of short numbers; nan as null."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iu":
        return values.tolist()
    listed = values.tolist() if hasattr(values, "tolist") else values
    return [_numbers(one) for one in listed] if isinstance(listed, list) else _short(listed)


def _short(value: float) -> float | None:
    """Six significant digits are more than any page shows; what is not finite is null."""
    if isinstance(value, int):
        return value
    return float(f"{value:.6g}") if math.isfinite(value) else None


def program_block(found: Examined, first: int, last: int) -> str:
    """Programs [first, last) with their tokens' ends and syntax classes, in JavaScript's units of text."""
    return packed({"first": first, "programs": [_program(one) for one in found.documents[first:last]]})


def _program(document: Document) -> dict[str, Any]:
    units = np.cumsum([0, *(2 if ord(character) > 0xFFFF else 1 for character in document.text)])
    ends = units[np.asarray(document.ends, dtype=np.int64)]
    bounds = units[np.cumsum([0, *(length for length, _ in document.classes)])]
    return {
        "language": document.language,
        "source": document.source,
        "task": document.task,
        "text": document.text,
        "tokens": np.diff(ends, prepend=0).tolist(),
        "classes": [[int(n), kind] for n, (_, kind) in zip(np.diff(bounds), document.classes, strict=True)],
    }
