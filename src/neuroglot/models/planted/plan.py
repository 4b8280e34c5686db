"""Which unit of which layer serves which language, by which rule: the truth, before any weight is written.

A unit is described in named directions of the residual stream: `one` (always there), `language L` (there after the
first attention), `class C` and `own L` (the current token), `next T` (raises the logit of token T), `symbol` (raises
those of all symbols) and `idle I` (read by nothing).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from neuroglot.core.languages import FIVE
from neuroglot.core.neurons import Neuron
from neuroglot.models.planted.difficulty import Difficulty
from neuroglot.models.planted.grammar import CLASSES, PAIRED, SHARED, SPECIFIC, Grammar

LAYERS = 4
INTERMEDIATE = 256
IDLE = 8

DETECTORS = 2
SHARED_STRENGTH = 2.5
SYMBOL_STRENGTH = 1.5

Weights = Mapping[str, float]
"""From the name of a direction to a weight."""

Kind = Literal["specific", "paired", "shared", "detector"]


@dataclass(frozen=True, slots=True)
class Role:
    """What a unit is for, what it reads and what it writes.

    `languages` are those whose loss rises without it; for a detector the one in which it fires. `gate` and `up` are
    weights on directions of the normalised stream, the gate's in units of the difficulty's margin. `writes` is in
    logits (or as much, in a direction that no logit reads), where the gate is at the margin and `up` is 1.
    """

    kind: Kind
    languages: tuple[str, ...]
    gate: Weights
    up: Weights
    writes: Weights


@dataclass(frozen=True, slots=True)
class PlantedUnit:
    """A role and the unit of an MLP that plays it, as a neuron of `mlp.hidden`."""

    neuron: Neuron
    role: Role


ALWAYS: Weights = {"one": 1.0}


def plan(rules: Grammar, seed: int, difficulty: Difficulty, order: tuple[str, ...]) -> tuple[PlantedUnit, ...]:
    """Every planted unit, each at a layer and index drawn by seed."""
    generator = np.random.default_rng([seed, 3])
    strength = dict(zip(order, difficulty.strengths, strict=True))
    roles = [*_shared(rules, difficulty), *_paired(rules, difficulty, strength)]
    free: dict[str, list[int]] = {}
    for language in FIVE:
        free[language] = [int(place) for place in generator.permutation(SPECIFIC)]
        count = int(generator.integers(*difficulty.specific, endpoint=True))
        roles += _specific(rules, language, strength[language], count, free[language])
        roles += _detectors(language, strength[language], generator)
    for place in SHARED[: difficulty.polysemous]:
        language = FIVE[int(generator.integers(len(FIVE)))]
        roles.append(_polysemous(rules, place, language, free[language].pop(), strength[language]))
    places = generator.permutation(LAYERS * INTERMEDIATE)[: len(roles)].tolist()
    return tuple(
        PlantedUnit(Neuron(place // INTERMEDIATE, "mlp.hidden", place % INTERMEDIATE), role)
        for role, place in zip(roles, places, strict=True)
    )


def _specific(rules: Grammar, language: str, strength: float, count: int, free: list[int]) -> Iterator[Role]:
    """Units of one language, each with rules from `free`, which become fewer.

    The first half serve one rule each, behind a gate that also asks for the rule's class; the others are open in the
    whole language, and the sign of `up` tells two rules apart.
    """
    for _ in range((count + 1) // 2):
        place = free.pop()
        writes = {_next(rules, language, place): strength}
        yield Role("specific", (language,), _both(language, place), ALWAYS, writes)
    for _ in range(count // 2):
        first = free.pop()
        wanted = _next(rules, language, first)
        # One unit can't raise a symbol with both signs.
        second = next(place for place in reversed(free) if _next(rules, language, place) != wanted)
        free.remove(second)
        up = {f"class {first}": 1.0, f"class {second}": -1.0}
        writes = {wanted: strength, _next(rules, language, second): -strength}
        yield Role("specific", (language,), _if(f"language {language}"), up, writes)


def _paired(rules: Grammar, difficulty: Difficulty, strength: Mapping[str, float]) -> Iterator[Role]:
    for place in PAIRED[: difficulty.paired]:
        pair = rules.pairs[place]
        gate = {**{f"language {language}": 2.0 for language in pair}, f"class {place}": 2.0, "one": -3.0}
        writes = {_next(rules, pair[0], place): max(strength[language] for language in pair)}
        yield Role("paired", pair, gate, ALWAYS, writes)


def _shared(rules: Grammar, difficulty: Difficulty) -> Iterator[Role]:
    """Units of all languages: one for each shared rule (the polysemous take some of them), and two that know that a
    symbol follows a word."""
    for place in SHARED[difficulty.polysemous :]:
        writes = {_next(rules, FIVE[0], place): SHARED_STRENGTH}
        yield Role("shared", FIVE, _if(f"class {place}"), ALWAYS, writes)
    for _ in range(2):
        gate = {**{f"class {place}": 2.0 for place in CLASSES}, "one": -1.0}
        yield Role("shared", FIVE, gate, ALWAYS, {"symbol": SYMBOL_STRENGTH})


def _polysemous(rules: Grammar, place: int, language: str, own: int, strength: float) -> Role:
    """A unit that serves a shared rule everywhere, and in one language another rule."""
    gate = {f"class {place}": 4.0, f"language {language}": 2.0, f"class {own}": 2.0, "one": -3.0}
    writes = {_next(rules, language, place): SHARED_STRENGTH}
    writes[_next(rules, language, own)] = writes.get(_next(rules, language, own), 0.0) + strength
    return Role("shared", FIVE, gate, ALWAYS, writes)


def _detectors(language: str, strength: float, generator: np.random.Generator) -> Iterator[Role]:
    """Units that fire in one language and change nothing: at its own token, and everywhere in it."""
    for condition in (f"own {language}", f"language {language}"):
        for _ in range(DETECTORS):
            writes = {f"idle {int(generator.integers(IDLE))}": strength}
            yield Role("detector", (language,), _if(condition), ALWAYS, writes)


def _if(condition: str) -> Weights:
    """1 where the condition holds, -1 elsewhere."""
    return {condition: 2.0, "one": -1.0}


def _both(language: str, place: int) -> Weights:
    """1 where both hold, -1 where one does, -3 elsewhere."""
    return {f"language {language}": 2.0, f"class {place}": 2.0, "one": -3.0}


def _next(rules: Grammar, language: str, place: int) -> str:
    return f"next {rules.after[language, place]}"
