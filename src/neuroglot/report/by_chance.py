"""How many neurons would be specific if languages were only names, and how many of each set are beyond that."""

from __future__ import annotations

from collections.abc import Iterable

from neuroglot.core.results import Result
from neuroglot.report import numbers, svg
from neuroglot.report.collect import Loaded
from neuroglot.report.effects import in_order, methods_in_order
from neuroglot.report.html import Child, Markup, tag
from neuroglot.report.sections import Contents, lacks, section

STAGE = "chance"


def by_chance(page: Contents) -> Markup:
    """The section; the newest test speaks."""
    title = "What chance alone would give"
    tests = [one for one in page.run.stage(STAGE) if one.results]
    if not tests:
        return section("chance", title, lacks("Languages were not permuted, so chance alone has no number here."))
    last = tests[-1]
    return section(
        "chance",
        title,
        tag("p", *(f"{sentence} " for sentence in chance_sentences(last.results)), class_="lead"),
        _table(last),
    )


def chance_sentences(results: Iterable[Result]) -> list[str]:
    """What the permutations say, in sentences."""
    results = tuple(results)
    said = []
    beyond = [one for one in results if one.metric == "neurons_beyond_chance"]
    if beyond:
        about = beyond[0].condition
        said.append(
            f"Languages were permuted within parallel tasks {numbers.count(float(about['permutations']))} times. A "
            f"neuron counts as beyond chance in a language where its share of a program's attribution is higher there "
            f"than permutations make it, at a false discovery rate of {numbers.percent(float(about['level']))} over "
            f"all {numbers.count(beyond[0].n)} neurons (Benjamini-Hochberg)."
        )
    for ratio in (one for one in results if one.metric == "neurons_past_the_ratio"):
        about = ratio.condition
        said.append(
            f"{numbers.count(ratio.value)} neurons have a best score of at least {about['ratio']:g} times the second "
            f"best; where languages are only names {numbers.count(float(about['by_chance']))} do "
            f"({numbers.count(float(about['low']))} to {numbers.count(float(about['high']))} in 95 % of permutations)."
        )
    return said


def _table(one: Loaded) -> Markup:
    beyond = {str(result.language): result for result in one.results if result.metric == "neurons_beyond_chance"}
    chosen = [result for result in one.results if result.metric == "chosen_beyond_chance"]
    languages = in_order(beyond)
    methods = methods_in_order(str(result.condition["method"]) for result in chosen)
    found = {(str(result.condition["method"]), str(result.language)): result for result in chosen}
    rows: list[list[Child]] = [["all neurons", *(_share(beyond.get(language)) for language in languages)]]
    rows += [
        [f"chosen by {numbers.method_name(method)}", *(_share(found.get((method, language))) for language in languages)]
        for method in methods
    ]
    return svg.table(["beyond chance in", *(numbers.name(language) for language in languages)], rows)


def _share(result: Result | None) -> Markup:
    if result is None or not result.n:
        return svg.number(numbers.MISSING)
    share = numbers.percent(result.value / result.n)
    return svg.number(f"{numbers.count(result.value)} of {numbers.count(result.n)} ({share})", result.value / result.n)
