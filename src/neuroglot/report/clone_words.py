"""Clone detection in rows and sentences: what scores a pair, how well, and whether the band beats what is simpler."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from neuroglot.core.clones import ALL, BAND, BASELINES, CHOSEN, JACCARD, LAYER, PROMPT, STAGE, TFIDF
from neuroglot.core.results import Result
from neuroglot.report import numbers

WORDS = {
    BAND: "concept band",
    CHOSEN: "layer chosen on validation",
    JACCARD: "shared tokens (Jaccard)",
    TFIDF: "TF-IDF cosine",
    PROMPT: "the model asked, yes or no",
    ALL: "every pair a clone",
}
"""What scores a pair, for people."""

LEXICAL = (JACCARD, TFIDF)


@dataclass(frozen=True)
class Evaluated:
    """One model's Results on one source of pairs under one kind of names; `pairs` is the number of test pairs."""

    model: str
    corpus: str
    split: str
    names: str
    pairs: int
    results: tuple[Result, ...]

    @property
    def layers(self) -> dict[int, dict[str, Result]]:
        """The metrics over all pairs, by name, of every layer by itself."""
        found: dict[int, dict[str, Result]] = {}
        for one in self.results:
            if one.layer is not None and _is_whole(one, LAYER):
                found.setdefault(one.layer, {})[one.metric] = one
        return dict(sorted(found.items()))

    def of(self, representation: str) -> dict[str, Result]:
        """The metrics over all pairs, by name, of what is no single layer."""
        return {one.metric: one for one in self.results if _is_whole(one, representation)}

    @property
    def band(self) -> tuple[int, int] | None:
        """The first and the last layer of the band."""
        found = self.of(BAND).get("clone_f1")
        ends = str(found.condition["layers"]).split("-") if found else []
        return (int(ends[0]), int(ends[-1])) if ends else None

    def lead(self, representation: str, less: str, metric: str = "f1") -> Result | None:
        """A representation's lead over another; over `layer` it is over the last one."""
        wanted = (f"clone_{metric}_lead", representation, less)
        for one in self.results:
            if (one.metric, one.condition.get("representation"), one.condition.get("less")) == wanted:
                return one
        return None


@dataclass(frozen=True)
class Row:
    """A representation in a table: its name, the same for people, whether it is the band or in it, how its vectors are
    made, and its metrics."""

    name: str
    words: str
    of_band: bool
    how: str
    values: Mapping[str, Result]


def _is_whole(one: Result, representation: str) -> bool:
    about = one.condition
    return about.get("representation") == representation and "pair" not in about and "less" not in about


def indexed(results: Iterable[Result]) -> list[Evaluated]:
    """The Results by model, corpus and names, in the order in which they come."""
    grouped: dict[tuple[str, str, str], list[Result]] = {}
    for one in results:
        if one.stage == STAGE:
            grouped.setdefault((one.model, one.corpus, str(one.condition.get("names", ""))), []).append(one)
    found = []
    for (model, corpus, names), rows in grouped.items():
        whole = next((row for row in rows if row.metric == "clone_f1" and "pair" not in row.condition), None)
        if whole is not None:
            found.append(Evaluated(model, corpus, whole.split, names, whole.n, tuple(rows)))
    return found


def rows_of(one: Evaluated) -> list[Row]:
    """Every layer, the band and the chosen layer, and what needs no state."""
    band = one.band
    rows = []
    for layer, values in one.layers.items():
        inside = band is not None and band[0] <= layer <= band[1]
        rows.append(Row(LAYER, f"{'* ' if inside else '  '}layer {layer}", inside, _how(values), values))
    for name in (BAND, CHOSEN, *BASELINES):
        values = one.of(name)
        if values:
            rows.append(Row(name, _words(name, values), name == BAND, _how(values), values))
    return rows


def _words(name: str, values: Mapping[str, Result]) -> str:
    told = next(iter(values.values()))
    if name == BAND:
        return f"{WORDS[name]}, {told.condition['layers']}"
    return f"{WORDS[name]}: {told.layer}" if name == CHOSEN else WORDS[name]


def _how(values: Mapping[str, Result]) -> str:
    about: Mapping[str, Any] = values["clone_f1"].condition if "clone_f1" in values else {}
    return f"{about['pooling']}, {about['variant']}" if "pooling" in about else ""


def clone_sentences(one: Evaluated) -> list[str]:
    """Whether the band (without one, the chosen layer) beats the last layer, shared tokens and TF-IDF in F1, and its
    leads in average precision."""
    subject = BAND if one.band else CHOSEN
    found = {less: one.lead(subject, less) for less in (LAYER, *LEXICAL, PROMPT)}
    leads = {less: lead for less, lead in found.items() if lead is not None}
    if not leads:
        return []
    beaten = [less for less, lead in leads.items() if lead.low is not None and lead.low > 0]
    who = "The concept band" if one.band else "There is no band; the layer chosen on validation"
    if len(beaten) == len(leads):
        verdict = f"beats {_names(beaten)}"
    elif beaten:
        verdict = f"beats {_names(beaten)}, and not {_names([less for less in leads if less not in beaten])}"
    else:
        verdict = f"does not beat {_names(list(leads))}"
    said = [f"{who} {verdict} in F1 with {one.names} names. Lead, with 95 % intervals: {_told(leads)}."]
    ranked = {less: lead for less in leads if (lead := one.lead(subject, less, "ap")) is not None}
    return [*said, f"In average precision, which needs no threshold: {_told(ranked)}."] if ranked else said


_PLAIN = {LAYER: "the last layer", JACCARD: "shared tokens", TFIDF: "TF-IDF", PROMPT: "the model's own answer"}


def _told(leads: Mapping[str, Result]) -> str:
    return "; ".join(f"{_PLAIN[less]} {_signed(lead)}" for less, lead in leads.items())


def _names(which: list[str]) -> str:
    return numbers.listing([_PLAIN[one] for one in which])


def _signed(lead: Result) -> str:
    sign = "+" if lead.value > 0 else ""
    return f"{sign}{numbers.fixed(lead.value)} {numbers.interval(lead.low, lead.high, 3)}".rstrip()
