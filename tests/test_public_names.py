"""The table of contents holds what it promises."""

from __future__ import annotations

import subprocess
import sys

import pytest

import neuroglot


@pytest.mark.parametrize("name", neuroglot.__all__)
def test_every_public_name_is_there_and_documented(name: str) -> None:
    assert getattr(neuroglot, name).__doc__


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nothing"):
        _ = neuroglot.nothing  # type: ignore[attr-defined]


def test_importing_the_package_does_not_import_torch() -> None:
    code = "import sys, neuroglot; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
