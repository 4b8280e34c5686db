"""The report's sections, in their order. Each is there with a sentence even where its results are missing."""

from __future__ import annotations

from dataclasses import dataclass

from neuroglot.report import compare, draws, findings, matrix, numbers, places, provenance, svg
from neuroglot.report.check_findings import (
    NATURAL,
    CheckedLanguages,
    check_sentences,
    checked_languages,
    void_sentence,
)
from neuroglot.report.collect import Loaded, Run
from neuroglot.report.effects import Effects, Selection, baseline, effects, methods_in_order, selection, splits
from neuroglot.report.html import Markup, tag
from neuroglot.report.rates import Rates, rates
from neuroglot.report.verdicts import RowVerdict, Verdict, verdict_on

LIMITS = (
    "Setting outputs to zero takes a model off its training distribution, so part of every effect is damage as such. "
    "The random matched sets share that, which is why each effect stands beside them.",
    "Losses are in nats a token of this model's tokenizer. Compare a change with the others in its row and with its "
    "draws; a token is not the same amount of code in every language.",
    "Intervals cover the sampling of held-out programs only, not the choice of the corpus, of the sets or of the seed.",
)
NO_PASS_RATE = "Loss on given code is not the ability to write it: nothing here is a pass rate."
PASS_RATE = (
    "Loss on given code is not the ability to write it. Pass rates speak of that, as far as problems and tests go: a "
    "fall can't be larger than the rate it falls from, and a wrong program may pass."
)


@dataclass(frozen=True)
class Contents:
    """A run with its indexes: what all sections draw from."""

    run: Run
    measured: tuple[Effects, ...]
    chosen: dict[str, Selection]
    passed: tuple[tuple[Loaded, Rates], ...]
    model: str


def contents(run: Run) -> Contents:
    """Index a run once."""
    methods = methods_in_order(run.selected)
    chosen = {method: selection(run.selected[method], method) for method in methods}
    model = next((result.model for result in run.results if result.model), "")
    passed = [(one, found) for one in run.passed if (found := rates(one.results)) is not None]
    passed.sort(key=lambda pair: (pair[1].split != "test", -pair[1].k))
    return Contents(run, effects(run.results), chosen, tuple(passed), model)


def opening(page: Contents) -> Markup:
    """Title, verdict, one card a language, the findings in sentences, and what the run was."""
    corpora = list(dict.fromkeys(result.corpus for result in page.run.results if result.corpus))
    finished = max((one.finished for one in page.run.loaded), default="")
    subtitle = " · ".join([part for part in (", ".join(corpora), finished) if part])
    return tag(
        "header",
        tag("p", "neuroglot report", class_="eyebrow"),
        tag("h1", f"Language neurons in {page.model}" if page.model else "Language neurons: nothing measured yet"),
        tag("p", subtitle, class_="subtitle") if subtitle else None,
        _to_explorer(page),
        _verdict(page),
        _notices(page),
    )


def _to_explorer(page: Contents) -> Markup | None:
    if not page.run.stage("examine"):
        return None
    return tag("p", tag("a", "Walk through the neurons, to the code that excites them", href="explorer.html"))


def _verdict(page: Contents) -> Markup | None:
    if not page.measured:
        return None
    first = page.measured[0]
    found = verdict_on(first)
    said = findings.verdict_sentence(found)
    method = numbers.method_name(found.method)
    which = (
        f"Change of a language's loss in nats a token when its {method} set is zeroed; {found.split or 'only'} split."
    )
    checked = checked_languages(page.run.results, page.run.twin.results if page.run.twin else ())
    said = f"{said}{void_sentence(found, checked)}"
    cards = [_card(first, row, checked) for row in found.rows]
    return tag(
        "div", tag("p", said, class_="verdict"), _objections(found), _cards(cards), tag("p", which, class_="note")
    )


def _objections(found: Verdict) -> Markup | None:
    lines = findings.objections(found)
    return tag("ul", *(tag("li", line) for line in lines), class_="objections") if lines else None


def _cards(cards: list[Markup]) -> Markup:
    return tag("ul", *cards, class_="cards", aria_label="Verdict by language")


def _card(effect: Effects, row: RowVerdict, checked: CheckedLanguages) -> Markup:
    own = row.own
    void = row.confirmed and row.language in checked.twin
    stands = row.confirmed and not void
    state = "● confirmed" if stands else "○ in the untrained twin too" if void else "○ not confirmed"
    ratio = effect.over_mean.get(row.language)
    sign = "+" if own.value > 0 else ""
    lines = [
        numbers.interval(own.low, own.high) or None,
        f"{numbers.ratio(ratio.value)}{numbers.TIMES} the others' mean" if ratio and ratio.value > 0 else None,
        f"above {row.exceeded} of {row.draws} draws" if row.draws else "no random draws",
        _on_natural(row, checked),
    ]
    return tag(
        "li",
        tag("span", state, class_="state"),
        tag("span", numbers.name(row.language), class_="language"),
        tag("span", f"{sign}{numbers.nats(own.value)}", class_="big"),
        *(tag("span", line, class_="line") for line in lines if line),
        class_="card yes" if stands else "card no",
    )


def _on_natural(row: RowVerdict, checked: CheckedLanguages) -> str | None:
    if checked.natural is None or not row.confirmed:
        return None
    return "on natural programs too" if row.language in checked.natural else "not on natural programs"


def _notices(page: Contents) -> Markup | None:
    if not page.run.notices:
        return None
    return tag("ul", *(tag("li", notice) for notice in page.run.notices), class_="notices", aria_label="Notices")


def overview(page: Contents) -> Markup:
    """The findings in sentences, the limits, the key facts and what was skipped."""
    said = findings.sentences(page.run.results)
    checked = check_sentences(page.run.results, page.run.twin.results if page.run.twin else ())
    if page.measured:
        found = verdict_on(page.measured[0])
        said = [*checked, *said[1 + len(findings.objections(found)) :]]
    about = (
        f"One model was studied ({page.model}). Nothing here speaks for other or larger ones." if page.model else None
    )
    lines = (about, *LIMITS, PASS_RATE if page.passed else NO_PASS_RATE)
    limits = [tag("li", line) for line in lines if line]
    sentences = tag("ul", *(tag("li", line) for line in said), class_="findings") if said else tag("p", "None yet.")
    return section(
        "findings",
        "Findings",
        tag("div", sentences, tag("aside", tag("h3", "Limits"), tag("ul", *limits)), class_="columns"),
        provenance.key_facts(page.run),
        tag("h3", "Skipped or cut"),
        provenance.skipped_list(page.run),
    )


def causes(page: Contents) -> Markup:
    """The causal matrices."""
    title = "What zeroing each set does"
    if not page.measured:
        return section("matrix", title, lacks("The stage ablate has left no losses, so there is no matrix."))
    lead = (
        "Rows are the sets whose outputs were set to zero, columns the languages whose held-out loss was measured. "
        "A cell is the change of loss in nats a token, its interval under it; the thin cell below is the mean over "
        "random sets matched to the row's. All matrices share one scale of colour, which ends at the largest change "
        "under a language's set; larger ones are drawn full."
    )
    drawn = [_matrix(page, one, f"matrix-{index}") for index, one in enumerate(page.measured)]
    others = [_other_split(page, split) for split in splits(page.run.results)[1:] if split != NATURAL]
    return section("matrix", title, tag("p", lead, class_="lead"), tag("div", *drawn, class_="grid wide"), *others)


def _matrix(page: Contents, effect: Effects, name: str) -> Markup:
    largest = matrix.scale(effects(page.run.results, effect.split))
    return matrix.matrix(effect, baseline(page.run.results, effect.split), name, largest)


def _other_split(page: Contents, split: str) -> Markup:
    drawn = [
        _matrix(page, one, f"matrix-other-{split_number}-{index}")
        for split_number, name in enumerate(splits(page.run.results))
        for index, one in enumerate(effects(page.run.results, split))
        if name == split
    ]
    return svg.details(f"The same on the {split} split", tag("div", *drawn, class_="grid wide"))


def chance(page: Contents) -> Markup:
    """Own effects beside random draws."""
    title = "Beside random sets"
    panels = draws.strips(page.measured)
    if not panels:
        return section("draws", title, lacks("No random matched sets were ablated, so there is nothing to set beside."))
    lead = (
        "Each dot is a random set with as many intervention units at the same sites and layers, zeroed like the chosen "
        "one. All panels share one axis."
    )
    return section("draws", title, tag("p", lead, class_="lead"), tag("div", *panels, class_="grid"))


def where(page: Contents) -> Markup:
    """Where the neurons are, by method."""
    title = "Where the neurons are"
    known = {method: one for method, one in page.chosen.items() if one.cells and one.available}
    if not known:
        return section("places", title, lacks("The stage select has left no counts by layer and site."))
    lead = (
        "Colour is the share of the neurons there are: of a layer (each row on its own scale, its peak named "
        "at the right), or of one site in one layer (one scale a panel). Hover for counts."
    )
    methods = [_places(one, index) for index, one in enumerate(known.values())]
    layers = [places.by_layer(one, f"layers-{index}") for index, one in enumerate(known.values())]
    return section("places", title, tag("p", lead, class_="lead"), tag("div", *layers, class_="grid"), *methods)


def _places(chosen: Selection, index: int) -> Markup:
    panels = [places.by_site(chosen, label, f"sites-{index}-{row}") for row, label in enumerate(chosen.labels)]
    summary = f"{numbers.method_name(chosen.method)}: by layer and site"
    body = [tag("div", *panels, class_="grid"), tag("h3", "By site"), places.site_table(chosen)]
    return tag("details", tag("summary", summary), *body, open=index == 0)


def methods(page: Contents) -> Markup:
    """Methods compared."""
    title = "Methods compared"
    if not page.measured:
        return section("methods", title, lacks("Methods are compared by their ablations, which are not there yet."))
    lead = (
        "Confirmed: the own language's loss rises, more than every other's in the row (the interval of the lead, "
        "paired over tasks, lies above 0), and more than under 95 % of the draws. Units: the distinct interventions a "
        "set amounts to (gate, up, act and hidden of one index are one). "
        "Jaccard: overlap of the sets chosen from either half of the tasks. Click a heading to sort."
    )
    summary = compare.summary_table(page.measured, page.chosen)
    return section(
        "methods", title, tag("p", lead, class_="lead"), summary, compare.method_table(page.measured, page.chosen)
    )


def corpus(page: Contents) -> Markup:
    """Programs and tokens by language."""
    table = provenance.corpus_table(page.run.results)
    lacking = lacks("The stage record has left no counts of tokens.")
    return section("corpus", "Corpus", table or lacking)


def how(page: Contents) -> Markup:
    """How the stages ran, and the manifests."""
    ran = provenance.stage_table(page.run) if page.run.loaded else lacks("No stage is complete.")
    tables = tag(
        "p", "The numbers are beside this file too, in the folder tables: as Markdown and as CSV.", class_="note"
    )
    return section("how", "How it ran", ran, tables, provenance.manifests(page.run))


def section(anchor: str, title: str, *children: Markup | None) -> Markup:
    """A section under a heading."""
    return tag(
        "section", tag("h2", title, id=f"{anchor}-heading"), *children, id=anchor, aria_labelledby=f"{anchor}-heading"
    )


def lacks(sentence: str) -> Markup:
    """The sentence of a section that has nothing to show."""
    return tag("p", sentence, class_="lacks")
