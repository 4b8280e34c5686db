"""Reading files that people give: UTF-8 or a clear word about which file isn't."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from neuroglot.core.errors import NeuroglotError


def read_utf8(path: Path) -> str:
    """A file's text, unzipped where its name ends in .gz, with line ends as they are.

    Raises NeuroglotError where it can't be read or is not UTF-8.
    """
    try:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NeuroglotError(f"{path} is not UTF-8 (byte {error.start}); convert it, or leave it out") from error
    except (OSError, EOFError) as error:
        raise NeuroglotError(f"{path} can't be read: {error}") from error


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSONL file with their line numbers; blank lines are passed over.

    Lines end with a newline alone: JSON may hold other line separators, such as U+2028, as they are.

    Raises NeuroglotError at the first line that is no JSON object.
    """
    for number, line in enumerate(read_utf8(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise NeuroglotError(f"{path}:{number}: not JSON ({error})") from error
        if not isinstance(row, dict):
            raise NeuroglotError(f"{path}:{number}: expected a JSON object, found {type(row).__name__}")
        yield number, row
