"""One file per language that the tasks are written in, and the engine that they share."""

from __future__ import annotations

from neuroglot.corpora.bundled.render import cpp, go, java, javascript, php, python, ruby
from neuroglot.corpora.bundled.render.engine import Dialect, Rendered, render

DIALECTS: dict[str, Dialect] = {
    module.DIALECT.name: module.DIALECT for module in (cpp, java, python, go, javascript, ruby, php)
}

__all__ = ["DIALECTS", "Dialect", "Rendered", "render"]
