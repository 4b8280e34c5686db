"""What is to be learned and written: every arm in every language, as far as there are examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from neuroglot.core.documented import SPLITS, TEST, TRAIN, VALIDATION, DocumentedSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES, canonical, title
from neuroglot.stages.summarize.arms import OWN, Amounts, Arm, Lesson, known_arms, lesson_of
from neuroglot.stages.summarize.options import SummarizeOptions

Examples = Mapping[str, DocumentedSet]
"""Examples by split."""


@dataclass(frozen=True, slots=True)
class Cell:
    """An arm that writes summaries in a language, after `amount` examples of the low language."""

    arm: str
    language: str
    amount: int


@dataclass(frozen=True)
class Plan:
    """What is asked, checked against what there is. `amounts` are numbers of examples, the largest last; `skipped` is
    what was left out."""

    low: str
    high: tuple[str, ...]
    languages: tuple[str, ...]
    arms: Mapping[str, Arm]
    amounts: tuple[int, ...]
    high_amount: int
    seeds: tuple[int, ...]
    rates: tuple[float, ...]
    skipped: tuple[Mapping[str, str], ...]
    unlearned: frozenset[str]

    def cells(self) -> Iterator[Cell]:
        """All arms in all languages after most examples; after fewer, those that learn from them, in the low one."""
        for name, arm in self.arms.items():
            for language in self.languages:
                if OWN not in arm.stages or language not in self.unlearned:
                    yield Cell(name, language, self.amounts[-1])
            for amount in self.amounts[:-1]:
                if arm.stages and self.low in self.languages:
                    yield Cell(name, self.low, amount)

    def lesson(self, cell: Cell, rate: float, seed: int) -> Lesson:
        """The last lesson before a cell is written; its arm must learn something."""
        data = (self.low, self.high, Amounts(cell.amount, self.high_amount))
        return lesson_of(self.arms[cell.arm], cell.language, data, rate, seed)

    def judge(self, cell: Cell) -> str:
        """The language whose validation examples choose a cell's learning rate: its own in `direct`, else the low."""
        return cell.language if OWN in self.arms[cell.arm].stages else self.low


def plan(examples: Examples, options: SummarizeOptions, rate: float, seed: int) -> Plan:
    """What is asked, as far as there are examples; `rate` and `seed` are the training's own.

    Raises NeuroglotError for unknown arms and languages, amounts and rates that are no numbers, and where there is
    nothing to learn from in the low or a high language, or nothing to write.
    """
    low, high = _language(options.low), tuple(_language(name) for name in options.high)
    _has_all(examples, (low, *high))
    languages, skipped = [], []
    for language in options.languages:
        if examples[TEST].of([language]).examples:
            languages.append(language)
        else:
            skipped.append({"what": title(language), "why": f"{examples[TEST].name} has no test examples in it"})
    if not languages:
        raise NeuroglotError(f"{examples[TEST].name} has no test examples in {', '.join(options.languages)}")
    unlearned = [one for one in languages if not all(examples[s].of([one]).examples for s in (TRAIN, VALIDATION))]
    if "direct" in options.arms:
        why = f"{examples[TRAIN].name} has nothing to learn from in it"
        skipped += [{"what": f"direct in {title(one)}", "why": why} for one in unlearned]
    skipped += _rows_left_out(examples)
    total = len(examples[TRAIN].of([low]).examples)
    amounts = sorted({min(_whole(text, "amounts"), total) or total for text in options.amounts})
    return Plan(
        low=low,
        high=high,
        languages=tuple(languages),
        arms=known_arms(options.arms),
        amounts=tuple(amounts or [total]),
        high_amount=options.high_amount,
        seeds=tuple(range(seed, seed + max(1, options.repeats))),
        rates=tuple(_positive(text) for text in options.rates) or (rate,),
        skipped=tuple(skipped),
        unlearned=frozenset(unlearned),
    )


def _rows_left_out(examples: Examples) -> list[dict[str, str]]:
    """Which rows of the source are no examples and why, by language and split."""
    found = []
    for language in LANGUAGES:
        counts = {split: examples[split].of([language]).left_out for split in SPLITS}
        said = [f"{split} {', '.join(f'{o.reason} {o.count:,}' for o in own)}" for split, own in counts.items() if own]
        if said:
            found.append({"what": f"rows in {title(language)}", "why": "; ".join(said)})
    return found


def _has_all(examples: Examples, languages: Sequence[str]) -> None:
    for language in languages:
        for split in SPLITS[:2]:
            if not examples[split].of([language]).examples:
                raise NeuroglotError(
                    f"{examples[split].name} has no {split} examples in {title(language)}: name other --low and --high"
                )


def _language(name: str) -> str:
    try:
        return canonical(name)
    except ValueError as error:
        raise NeuroglotError(str(error)) from error


def _whole(text: str, what: str) -> int:
    if not text.isdecimal():
        raise NeuroglotError(f"--{what} takes whole numbers with commas, 0 for all; {text!r} is none")
    return int(text)


def _positive(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 < value < 1:
        raise NeuroglotError(f"--rates takes learning rates between 0 and 1 with commas; {text!r} is none")
    return value
