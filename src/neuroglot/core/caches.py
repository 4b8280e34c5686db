"""Where things are kept between runs that can always be made again."""

from __future__ import annotations

import os
from pathlib import Path


def cache_home() -> Path:
    """neuroglot's folder in the user's cache folder; NEUROGLOT_CACHE or XDG_CACHE_HOME move it."""
    base = os.environ.get("NEUROGLOT_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "neuroglot"
