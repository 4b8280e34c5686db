"""What a command answers: one JSON document, and the same for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rich.console import RenderableType


@dataclass(frozen=True, slots=True)
class Answer:
    """`data` is printed with --json, `text` without; `ok` False makes the exit code 1: it ran, and the answer is no."""

    data: Mapping[str, Any]
    text: RenderableType
    ok: bool = True
