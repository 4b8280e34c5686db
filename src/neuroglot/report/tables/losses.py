"""The table of held-out losses: nothing silent, each set silent, and random sets, by method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from neuroglot.report import numbers
from neuroglot.report.collect import LOSS_MEASURE, Loaded, Run
from neuroglot.report.effects import Effects, Selection, baseline, effects, in_order, splits
from neuroglot.report.kinds import ZERO
from neuroglot.report.tables import markdown
from neuroglot.report.tables.markdown import Cell
from neuroglot.report.tables.sets import MATCHED, SHARE, rows_by_set, selections, sizes_and_draws

_EXPLAINED = (
    "Nats a token, with 95 % intervals. The first row is the loss with nothing silent; the others are changes of it, "
    f"positive where the language suffers. {MATCHED} {SHARE}"
)


def loss_ablations(run: Run) -> list[Loaded]:
    """The ablations that were measured by loss: zero before mean, the test split first."""
    found = [one for one in run.ablations if one.metric == LOSS_MEASURE]
    return sorted(found, key=lambda one: (one.kind != ZERO, splits(one.results, None)[:1] != ("test",)))


def loss_tables(run: Run) -> str:
    """The document."""
    parts = [markdown.heading(1, "Held-out loss with sets silent"), markdown.paragraph(_EXPLAINED)]
    chosen = selections(run)
    measured = [part for one in loss_ablations(run) for part in _measurement(one, chosen)]
    return markdown.document([*parts, *(measured or [markdown.paragraph("No loss was measured with sets silent.")])])


def _measurement(one: Loaded, chosen: Mapping[str, Selection]) -> Iterator[str]:
    for split in splits(one.results, "loss"):
        corpus = next((result.corpus for result in one.results if result.split == split and result.corpus), "")
        yield markdown.heading(2, f"{split or 'whole'} split of {corpus}, {one.kind} ablation ({one.artifact.name})")
        found = effects(one.results, split, kind=one.kind)
        for effect in found:
            yield markdown.heading(3, f"{numbers.method_name(effect.method)}")
            yield _matrix(one, split, effect)
            yield sizes_and_draws(effect, chosen, markdown.nats, numbers.nats, effect.beaten)
        if not found:
            yield _matrix(one, split, Effects("", split, {}, {}))


def _matrix(one: Loaded, split: str, effect: Effects) -> str:
    plain = baseline(one.results, split)
    languages = in_order({*plain, *effect.languages})
    nothing: list[Cell] = ["Nothing", *(markdown.nats(plain.get(language)) for language in languages)]
    rows = rows_by_set(
        effect,
        languages,
        lambda label, language: markdown.nats(effect.changes.get((label, language))),
        lambda label, language: effect.draws.get((label, language), ()),
        numbers.nats,
    )
    return markdown.table(["Silent", *map(numbers.name, languages)], [nothing, *rows])
