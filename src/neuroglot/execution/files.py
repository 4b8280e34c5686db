"""Putting files where a sandbox can read them."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path


def place(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder, readable and executable by everybody."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o755)
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o755)
        path.write_bytes(data)
        path.chmod(0o755)


def fill(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder hold these files and no others."""
    if folder.exists():
        shutil.rmtree(folder)
    place(folder, files)
