"""Clones as SARIF 2.1.0, the form in which code hosts and editors take findings (OASIS standard, 2020)."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import quote

from neuroglot.core.clone_groups import CloneGroup, CloneKind, CloneMember, CloneScan

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "neuroglotClone/v1"

_RULES = {
    CloneKind.EXACT: ("ExactClone", "Functions with the same tokens"),
    CloneKind.RENAMED: ("RenamedClone", "Functions with the same tokens but for names"),
    CloneKind.SEMANTIC: ("SemanticClone", "Functions that look alike to a language model"),
}

_SAYS = {
    CloneKind.EXACT: "has the same tokens as",
    CloneKind.RENAMED: "has the same tokens but for names as",
    CloneKind.SEMANTIC: "looks like",
}


def sarif(scan: CloneScan) -> dict[str, Any]:
    """One run with a result a group: its first function is the location, the others are related locations."""
    kinds = list(CloneKind)
    driver = {
        "name": "neuroglot",
        "version": version("neuroglot"),
        "rules": [
            {
                "id": f"clone/{kind}",
                "name": _RULES[kind][0],
                "shortDescription": {"text": _RULES[kind][1]},
                "defaultConfiguration": {"level": "note"},
            }
            for kind in kinds
        ],
    }
    notices = [
        {"level": "note", "message": {"text": f"{one.path} was not scanned: {one.reason} {one.detail}".rstrip()}}
        for one in scan.skipped
    ]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notices}],
        "results": [_result(group, kinds.index(group.kind)) for group in scan.groups],
        "properties": {"threshold": scan.threshold, "layers": list(scan.layers), "model": scan.model},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(group: CloneGroup, rule: int) -> dict[str, Any]:
    first, *others = group.members
    named = ", ".join(f"[{_escaped(one.name)}]({number})" for number, one in enumerate(others[:10], start=1))
    more = f" and {len(others) - 10:,} more" if len(others) > 10 else ""
    text = f"{first.name} {_SAYS[group.kind]} {named}{more}"
    if group.kind is CloneKind.SEMANTIC:
        text += f" (similarity {group.similarity:.3f})"
    return {
        "ruleId": f"clone/{group.kind}",
        "ruleIndex": rule,
        "level": "note",
        "message": {"text": text},
        "locations": _locations([first]),
        "relatedLocations": [
            {"id": number, "message": {"text": one.name}, **place}
            for number, (one, place) in enumerate(zip(others, _locations(others), strict=True), start=1)
        ],
        "partialFingerprints": {FINGERPRINT: group.fingerprint},
        "properties": {"similarity": round(group.similarity, 4)},
    }


def _locations(members: Sequence[CloneMember]) -> list[dict[str, Any]]:
    return [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": _uri(one.path)},
                "region": {"startLine": one.first_line, "endLine": one.last_line},
            },
            "logicalLocations": [{"fullyQualifiedName": one.name, "kind": "function"}],
        }
        for one in members
    ]


def _uri(path: str) -> str:
    """As a URI; a name that is not UTF-8 by its bytes."""
    return Path(path).as_uri() if Path(path).is_absolute() else quote(os.fsencode(Path(path).as_posix()))


def _escaped(name: str) -> str:
    return "".join(f"\\{one}" if one in "[]\\" else one for one in name)
