"""The HTML around the data: style, script and a policy under which nothing else runs or loads."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

from neuroglot.report.explorer.blocks import inert
from neuroglot.report.html import escape

SCRIPTS = (
    "dom",
    "store",
    "route",
    "scale",
    "figures",
    "charts",
    "code",
    "rows",
    "basket",
    "table",
    "neuron",
    "parallel",
    "compare",
    "overview",
    "keys",
    "main",
)
"""The parts of the application, in the order in which they are put together; they share one scope."""

SHARD = "block-{}.js"


def document(manifest: Mapping[str, Any], blocks: Sequence[str], shards: str | None) -> str:
    """The whole file; `shards` is the folder that blocks are loaded from where they are not inside."""
    style, script = _style(), application()
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'"
        + (" 'self'" if shards else "")
        + "; img-src data:; base-uri 'none'; form-action 'none'"
    )
    title = escape(f"neuroglot neurons: {manifest['card']['model']}")
    data = "".join(
        f'<script type="text/plain" id="block-{number}">{text}</script>\n' for number, text in enumerate(blocks)
    )
    return (
        '<!doctype html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="generator" content="neuroglot">'
        f"<title>{title}</title><style>{style}</style></head>\n"
        "<body><noscript><p>The explorer needs JavaScript; report.html beside it does not.</p></noscript>\n"
        f'<script type="application/json" id="manifest">{inert({**manifest, "shards": shards})}</script>\n'
        f"{data}<script>{script}</script>\n</body>\n</html>\n"
    )


def shard(number: int, text: str) -> str:
    """A block as a script of its own; base64 needs no quoting."""
    return f'neuroglotBlock({number},"{text}");\n'


def application() -> str:
    """The application: its parts in one function."""
    parts = "\n".join(_asset(f"app/{name}.js") for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}\n}})();\n'


def _style() -> str:
    return _asset("page.css", "neuroglot.report") + "\n" + _asset("app/app.css")


def _asset(name: str, package: str = "neuroglot.report.explorer") -> str:
    text = resources.files(package).joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
