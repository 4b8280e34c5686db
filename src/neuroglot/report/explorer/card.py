"""The card of a run: what was looked at, on what, with which hashes, and what was skipped."""

from __future__ import annotations

from typing import Any

from neuroglot.report.explorer.source import Source

_FACTS = ("device", "dtype", "attention", "finished", "seconds", "neuroglot", "torch", "transformers")


def card(source: Source) -> dict[str, Any]:
    """Model, corpus, options, hashes, versions and what was skipped, from the manifests."""
    request, facts = source.artifact.request, source.artifact.facts()
    skipped = facts.get("skipped")
    return {
        "model": str(request.options.get("model", "")),
        "corpus": str(request.options.get("corpus", "")),
        "split": str(request.options.get("split", "")),
        "seed": request.options.get("seed"),
        "artifact": source.artifact.name,
        "heldOut": request.options.get("held out"),
        "foundOn": source.found_on,
        "mismatches": list(source.mismatches),
        "hashes": dict(request.identity),
        "options": {name: value for name, value in request.options.items() if isinstance(value, int | float | str)},
        "facts": {name: facts[name] for name in _FACTS if name in facts},
        "skipped": [_said(row) for row in skipped] if isinstance(skipped, list) else [],
    }


def _said(row: Any) -> str:
    if isinstance(row, dict):
        return ": ".join(str(row[name]) for name in ("what", "why") if row.get(name))
    return str(row)
