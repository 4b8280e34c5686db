"""A corpus of one's own as JSONL: `language` and `text` a line, and if there is one, `task`."""

from __future__ import annotations

from pathlib import Path

from neuroglot.core.corpus import Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import canonical
from neuroglot.corpora.text import json_lines


def jsonl_snippets(path: Path) -> tuple[Snippet, ...]:
    """Every line as a Snippet; equal tasks are parallel programs; other fields are passed over.

    Raises NeuroglotError, with the line's number, where a field is missing or a language unknown.
    """
    snippets = []
    for number, row in json_lines(path):
        text = row.get("text")
        if not isinstance(text, str) or not isinstance(row.get("language"), str):
            raise NeuroglotError(
                f'{path}:{number}: expected {{"language": "python", "text": "..."}}, found {sorted(row)}'
            )
        try:
            language = canonical(row["language"])
        except ValueError as error:
            raise NeuroglotError(f"{path}:{number}: {error}") from error
        task = row.get("task")
        if text.strip():
            snippets.append(Snippet(language, text, f"{path.name}:{number}", None if task is None else str(task)))
    return tuple(snippets)
