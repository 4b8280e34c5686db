"""A scan's clones on one page that works offline: functions side by side, the lines that they share marked."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from importlib import resources

from neuroglot.core.clone_groups import CloneGroup, CloneKind, CloneMember, CloneScan
from neuroglot.core.languages import title
from neuroglot.report.html import NOTHING, Markup, join, tag

LONGEST = 200
"""Lines of a function that are shown."""

OTHERS = 4
"""Functions of a group that are shown beside its first."""

_ABOUT = {
    CloneKind.EXACT: "They have the same tokens, and differ at most in comments and in white space without a meaning.",
    CloneKind.RENAMED: "They have the same tokens but for names, each name replaced by one other; calls of the "
    "language's library have the same names. What else they call may be something else.",
    CloneKind.SEMANTIC: "Similar to the model: their states in the layers that were read are near to each other. "
    "Whether they do the same has to be looked at.",
}

_BESIDE = {
    CloneKind.EXACT: "has the same tokens as",
    CloneKind.RENAMED: "has the same tokens but for names as",
    CloneKind.SEMANTIC: "is similar to",
}


def shown_groups(scan: CloneScan, most: int) -> tuple[CloneGroup, ...]:
    """The first so many groups of every kind."""
    kept = []
    for kind in CloneKind:
        kept += [group for group in scan.groups if group.kind is kind][:most]
    return tuple(kept)


def shown_members(group: CloneGroup) -> tuple[CloneMember, ...]:
    """The functions of a group whose code is on the page."""
    return group.members[: 1 + OTHERS]


def clone_page(scan: CloneScan, groups: Sequence[CloneGroup], texts: Mapping[CloneMember, str]) -> str:
    """The whole document; `groups` are those that are shown, `texts` what their functions say."""
    style = resources.files("neuroglot.report").joinpath("clone_pages.css").read_text(encoding="utf-8")
    style = style.replace("\r\n", "\n")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = join(
        [
            tag("meta", charset="utf-8"),
            tag("meta", http_equiv="Content-Security-Policy", content=policy),
            tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
            tag("meta", name="color-scheme", content="light dark"),
            tag("title", "neuroglot: clones"),
        ]
    )
    sections = [_section(scan, kind, groups, texts) for kind in CloneKind]
    body = tag("body", _opening(scan), *sections, _skipped(scan))
    return f'<!doctype html>\n<html lang="en">\n<head>{head}<style>{style}</style></head>\n{body}\n</html>\n'


def _opening(scan: CloneScan) -> Markup:
    found = ", ".join(f"{scan.count(kind):,} {kind}" for kind in CloneKind)
    rows = [
        tag("tr", tag("td", title(language)), _number(scan.files[language]), _number(scan.functions.get(language, 0)))
        for language in scan.files
    ]
    heads = tag("tr", *(tag("th", name) for name in ("language", "files", "functions")))
    return tag(
        "header",
        tag("h1", "Clones"),
        tag("p", f"Groups: {found}. Read by {scan.model}."),
        tag("ul", *(tag("li", note) for note in scan.notes)),
        tag("table", heads, *rows) if rows else None,
    )


def _number(value: int) -> Markup:
    return tag("td", f"{value:,}", class_="number")


def _section(
    scan: CloneScan, kind: CloneKind, groups: Sequence[CloneGroup], texts: Mapping[CloneMember, str]
) -> Markup:
    own = [group for group in groups if group.kind is kind]
    more = scan.count(kind) - len(own)
    left = f"{more:,} more groups of this kind are not shown; the JSON document has all." if more else None
    return tag(
        "section",
        tag("h2", f"{kind.capitalize()} ({scan.count(kind):,})"),
        tag("p", _ABOUT[kind], class_="soft"),
        *(_group(group, texts) for group in own),
        tag("p", left, class_="soft") if left else None,
    )


def _group(group: CloneGroup, texts: Mapping[CloneMember, str]) -> Markup:
    first, *others = shown_members(group)
    languages = ", ".join(map(title, group.languages))
    pairs = [
        tag("div", *_side_by_side(first, other, texts.get(first, ""), texts.get(other, "")), class_="pair")
        for other in others
    ]
    more = group.members[1 + OTHERS :]
    rest = tag("p", "also ", "; ".join(map(_place, more[:50])), f" and {len(more) - 50:,} more" if more[50:] else None)
    return tag(
        "article",
        tag("h3", f"{len(group.members):,} functions, {languages}, similarity {group.similarity:.3f}"),
        *pairs,
        rest if more else None,
    )


def _side_by_side(first: CloneMember, other: CloneMember, left: str, right: str) -> list[Markup]:
    one, two = _lines(left), _lines(right)
    matcher = SequenceMatcher(None, [line.strip() for line in one], [line.strip() for line in two], autojunk=False)
    marked: tuple[set[int], set[int]] = (set(), set())
    for block in matcher.get_matching_blocks():
        marked[0].update(range(block.a, block.a + block.size))
        marked[1].update(range(block.b, block.b + block.size))
    how = f"{_BESIDE[other.kind]} the first, similarity {other.similarity:.3f}"
    return [_code(first, left, marked[0], ""), _code(other, right, marked[1], how)]


def _code(member: CloneMember, text: str, marked: set[int], how: str) -> Markup:
    lines = _lines(text)
    spans = [
        tag("span", line, class_="same" if place in marked and line.strip() else None)
        for place, line in enumerate(lines)
    ]
    hidden = len(text.splitlines()) - len(lines)
    return tag(
        "div",
        tag("div", _place(member), f" ({how})" if how else None, class_="place"),
        tag("pre", *spans),
        tag("div", f"{hidden:,} more lines", class_="soft") if hidden > 0 else None,
    )


def _lines(text: str) -> list[str]:
    return text.splitlines()[:LONGEST]


def _place(member: CloneMember) -> str:
    return f"{member.path}:{member.first_line}-{member.last_line} {member.name}"


def _skipped(scan: CloneScan) -> Markup:
    counts = {**scan.left_out, **scan.reasons()}
    if not any(counts.values()):
        return NOTHING
    rows = [tag("tr", tag("td", reason), _number(count)) for reason, count in counts.items() if count]
    named = [tag("li", f"{one.path}: {one.reason} {one.detail}".rstrip()) for one in scan.skipped[:LONGEST]]
    more = len(scan.skipped) - len(named)
    return tag(
        "section",
        tag("h2", "Left out, or read with care"),
        tag("table", *rows),
        tag("ul", *named),
        tag("p", f"and {more:,} more", class_="soft") if more > 0 else None,
    )
