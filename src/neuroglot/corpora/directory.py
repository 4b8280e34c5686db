"""A corpus of one's own as a folder of source files, told apart by their suffixes."""

from __future__ import annotations

import os
from pathlib import Path

from neuroglot.core.corpus import Snippet
from neuroglot.corpora.text import read_utf8
from neuroglot.languages import BY_SUFFIX


def directory_snippets(folder: Path) -> tuple[Snippet, ...]:
    """Every source file of a known language below a folder, in the order of their paths.

    Hidden files and folders are passed over and symbolic links to folders not followed. Raises NeuroglotError at a
    file that can't be read or is not UTF-8.
    """
    snippets = []
    for root, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(root, name)
            language = BY_SUFFIX.get(path.suffix.lower())
            if language is None or name.startswith(".") or not path.is_file():
                continue
            text = read_utf8(path)
            if text.strip():
                snippets.append(Snippet(language.name, text, path.relative_to(folder).as_posix()))
    return tuple(snippets)
