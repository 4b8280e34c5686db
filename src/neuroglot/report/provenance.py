"""What the numbers come from: the corpus, how the stages ran, what was left out, and the manifests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.collect import Loaded, Run
from neuroglot.report.effects import in_order
from neuroglot.report.html import Child, Markup, join, tag

PACKAGES = ("neuroglot", "torch", "transformers", "tokenizers", "numpy")
"""The packages whose versions the stages record."""


def key_facts(run: Run) -> Markup:
    """The run in a definition list: model, corpus, date, seeds, hashes, device, versions."""
    pairs = [(term, items) for term, items in _facts(run) if items]
    return tag(
        "dl",
        *(tag("div", tag("dt", term), tag("dd", *(tag("span", item) for item in items))) for term, items in pairs),
        class_="facts",
    )


def _facts(run: Run) -> Iterable[tuple[str, list[str]]]:
    yield "Model", _listed(result.model for result in run.results)
    yield "Corpus", _listed(result.corpus for result in run.results)
    yield "Finished", _listed([max((one.finished for one in run.loaded), default="")])
    yield "Seeds", _listed(str(result.seed) for result in run.results if result.seed is not None)
    for term, fact in (("Device", "device"), ("Precision", "dtype"), ("Attention", "attention")):
        yield term, _listed(str(one.facts[fact]) for one in run.loaded if one.facts.get(fact))
    hashes = {
        f"{name} {str(value)[:10]}"
        for one in (run.stage("record") or run.loaded)
        for name, value in one.artifact.request.identity.items()
    }
    yield "Hashes", sorted(hashes)
    versions = {
        f"{name} {version}"
        for one in run.loaded
        for name, version in {**_only(one.facts, PACKAGES), **_mapping(one.facts.get("versions"))}.items()
    }
    yield "Versions", sorted(versions)


def _listed(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _only(facts: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: facts[name] for name in names if name in facts}


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def skipped(run: Run) -> list[tuple[str, str]]:
    """(what, why) for everything that the run or a stage skipped or cut, each once."""
    found: dict[tuple[str, str], None] = {}
    for entry in run.skipped:
        found[_what_and_why(entry)] = None
    for one in run.loaded:
        entries = one.facts.get("skipped")
        for entry in entries if isinstance(entries, list) else []:
            found[_what_and_why(entry)] = None
        for fact, value in one.facts.items():
            if "cut" in fact.split() and isinstance(value, int) and value > 0:
                found[f"{numbers.count(value)} {fact}", f"in {one.stage}"] = None
    return list(found)


def _what_and_why(entry: Any) -> tuple[str, str]:
    row = _mapping(entry)
    return str(row.get("what", entry)), str(row.get("why", ""))


def skipped_list(run: Run) -> Markup:
    """What was skipped, by name; the first twelve, the rest folded."""
    rows = [tag("li", tag("strong", what), f": {why}" if why else None) for what, why in skipped(run)]
    if not rows:
        return tag("p", "Nothing was skipped, no program was cut.")
    more = svg.details(f"{len(rows) - 12} more", tag("ul", *rows[12:])) if len(rows) > 12 else None
    return join([tag("ul", *rows[:12]), more])


def corpus_table(results: Iterable[Result]) -> Markup | None:
    """Programs and counted tokens by language, in whole and by half; None where nothing was recorded."""
    totals: dict[str, Result] = {}
    halves: dict[str, dict[str, Result]] = {}
    for result in results:
        if result.metric != "tokens" or result.language is None:
            continue
        if "half" in result.condition:
            halves.setdefault(result.language, {})[str(result.condition["half"])] = result
        elif not result.condition:
            totals[result.language] = result
    languages = in_order({*totals, *halves})
    if not languages:
        return None
    rows: list[list[Child]] = [
        [numbers.name(one), *_corpus_cells(totals.get(one), halves.get(one, {}))] for one in languages
    ]
    head = ["Language", "Programs", "Tokens", "Tokens a program", "Programs, half 1", "Programs, half 2"]
    return svg.table(head, rows, "sortable")


def _corpus_cells(total: Result | None, halves: Mapping[str, Result]) -> list[Markup]:
    programs = total.n if total else sum(half.n for half in halves.values())
    tokens = total.value if total else sum(half.value for half in halves.values())
    split = [halves.get(half) for half in ("0", "1")]
    mean = tokens / programs if programs else None
    return [
        svg.number(numbers.count(programs), programs),
        svg.number(numbers.count(tokens), tokens),
        svg.number(numbers.fixed(mean, 0), mean),
        *(svg.number(numbers.count(half.n) if half else numbers.MISSING, half.n if half else None) for half in split),
    ]


def stage_table(run: Run) -> Markup:
    """One row an artefact: how long it took, on what, and how much it skipped."""
    rows: list[list[Child]] = []
    for one in run.loaded:
        took, skips = one.facts.get("seconds"), one.facts.get("skipped")
        timed = took if isinstance(took, int | float) else None
        rows.append(
            [
                tag("span", tag("code", one.artifact.name), _which(one)),
                one.finished,
                svg.number(numbers.seconds(timed) if timed is not None else numbers.MISSING, timed),
                *(str(one.facts.get(fact) or numbers.MISSING) for fact in ("device", "dtype", "attention")),
                svg.number(str(len(skips)) if isinstance(skips, list) else numbers.MISSING),
                svg.number(numbers.count(len(one.results)), len(one.results)),
            ]
        )
    return svg.table(
        ["Stage", "Finished", "Took", "Device", "Precision", "Attention", "Skipped", "Results"], rows, "sortable"
    )


def _which(one: Loaded) -> str:
    method = one.artifact.request.options.get("method")
    if one.stage == "ablate":
        return f" {one.measure}"
    return f" {numbers.method_name(str(method))}" if method else ""


def manifests(run: Run) -> Markup:
    """What was asked, and every manifest, folded."""
    parts = [svg.details("study.json: what was asked", _json(run.study))] if run.study is not None else []
    return join([*parts, *(_manifest(one) for one in run.loaded)])


def _manifest(one: Loaded) -> Markup:
    request = one.artifact.request
    document = {"options": dict(request.options), "identity": dict(request.identity), "facts": dict(one.facts)}
    return svg.details(f"{one.artifact.name}{_which(one)}: options, identity, facts", _json(document))


def _json(value: Any) -> Markup:
    return tag("pre", json.dumps(value, indent=2, ensure_ascii=False), tabindex=0)
