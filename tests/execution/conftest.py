"""Fixtures of this room's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def builds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """One folder of builds for all tests, for fixtures that live longer than a test: compilers are prepared once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEUROGLOT_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))
        yield
