"""Functions and files for the tests of the scan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from neuroglot.stages.clone_scan.extract import FoundFunction
from neuroglot.stages.clone_scan.reading import Found
from neuroglot.stages.clone_scan.walk import SourceFile

SUM = """def {name}({values}):
    {total} = 0
    for {value} in {values}:
        if {value} > {least}:
            {total} += {value} * {value}
    return {total}
"""


def python(
    name: str = "total", least: int = 0, values: str = "values", total: str = "result", value: str = "one"
) -> str:
    """A small function of Python."""
    return SUM.format(name=name, least=least, values=values, total=total, value=value)


def write(folder: Path, files: dict[str, str | bytes]) -> None:
    """Files below a folder, with the folders that they need."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def found(
    renamed: str, file: str = "a.py", language: str = "python", span: tuple[int, int] = (0, 10), exact: str = ""
) -> Found:
    """A function that says no more than what the tests need."""
    function = FoundFunction(
        name=renamed,
        start=span[0],
        end=span[1],
        first_line=1,
        last_line=2,
        lines=2,
        tokens=9,
        broken=False,
        exact=exact or renamed,
        renamed=renamed,
        content=exact or renamed,
    )
    return Found(SourceFile(Path(file), file, language), function)


def unit(*angles: float) -> NDArray[np.float32]:
    """Unit vectors in the plane at angles in degrees, shape (angles, 2)."""
    turned = np.radians(angles)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)
