"""Putting files where a sandbox can read them, and taking them out of what it prints."""

from __future__ import annotations

import io
import shutil
import tarfile
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


def unpack(archive: bytes, under: str = "") -> dict[str, bytes]:
    """The files of a tar archive by name, each below the folder `under`; nothing but plain files."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as members:
        streams = [(member.name.removeprefix("./"), members.extractfile(member)) for member in members.getmembers()]
        return {f"{under}{name}": stream.read() for name, stream in streams if stream is not None}
