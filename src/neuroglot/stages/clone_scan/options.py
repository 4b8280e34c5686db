"""What a scan is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from neuroglot.core.languages import LANGUAGES


@dataclass(frozen=True, slots=True)
class FileOptions:
    """Which files and functions are scanned."""

    include: Annotated[tuple[str, ...], "only files that match one of these patterns of .gitignore's form"] = ()
    exclude: Annotated[tuple[str, ...], "no file that matches one of these (tests/, *_pb2.py)"] = ()
    languages: Annotated[tuple[str, ...], "languages that are scanned"] = LANGUAGES
    gitignore: Annotated[bool, "leave out what .gitignore files leave out"] = True
    max_bytes: Annotated[int, "larger files are left out"] = 1_000_000
    min_lines: Annotated[int, "shorter functions are left out"] = 5
    min_tokens: Annotated[int, "functions of fewer tokens, comments apart, are left out"] = 30


@dataclass(frozen=True, slots=True)
class MatchOptions:
    """What counts as a clone.

    `threshold` 0 stands for the default, which is chosen for the model and its layers on the bundled validation pool.
    """

    threshold: Annotated[float, "least similarity of two functions in a group; 0: chosen on the validation pool"] = 0.0
    neighbours: Annotated[int, "so many most similar functions of each are looked at"] = 20
    exact_below: Annotated[int, "up to so many functions every pair is compared; above, the search is approximate"] = (
        20_000
    )
    cross_language_only: Annotated[bool, "only groups in which two languages meet; neighbours are of others"] = False
    cross_file_only: Annotated[bool, "only groups in which two files meet; neighbours are of others"] = False


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How functions are read by the model."""

    context: Annotated[int, "longest function in tokens of the model; longer ones are cut there, and counted"] = 1024
    batch_tokens: Annotated[int, "tokens in a batch"] = 4096
