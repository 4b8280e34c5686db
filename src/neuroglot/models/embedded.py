"""The model that comes with the package: small, made from scratch by `training/`, for tours and the quick study."""

from __future__ import annotations

from pathlib import Path

NAME = "embedded"


def folder() -> Path:
    """Where the embedded model's files are: an ordinary transformers folder."""
    return Path(__file__).with_name("embedded_model")
