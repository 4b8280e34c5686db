"""Builds a task from a pipeline: constants, names, the description, two implementations, and tests."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from neuroglot.corpora.bundled import inputs, wording
from neuroglot.corpora.bundled.chains import Chain, result_type, rng
from neuroglot.corpora.bundled.grammar import Op, Whole
from neuroglot.corpora.bundled.grammar.helpers import HELPER_TYPES, HELPERS
from neuroglot.corpora.bundled.interpret import OutOfBoundsError, compiled, source_of
from neuroglot.corpora.bundled.ir import Expr, Function, Stmt, function_shape, shape, subexpressions
from neuroglot.corpora.bundled.lower import loops
from neuroglot.corpora.bundled.mutate import mutants
from neuroglot.corpora.bundled.syntax import read_expression, read_function

MOST_TESTS = 9


@dataclass(frozen=True, slots=True)
class Effort:
    """How many candidate inputs and how many wrong versions the choice of tests looks at."""

    candidates: int
    mutants: int


THOROUGH = Effort(22, 28)


@dataclass(frozen=True, slots=True)
class Case:
    """A test: arguments and the result they must give."""

    arguments: tuple[Any, ...]
    result: Any


@dataclass(frozen=True, slots=True)
class Task:
    """A programming task, in no particular language.

    `functions` are its implementations, and `aliases`, for each, names of its own that it can have where it stands
    alone; `descriptions` say the same in different words; `key` is the structure with names and constants taken out;
    `domains` say what each parameter may be.
    """

    id: str
    name: str
    family: str
    key: str
    source: str
    depth: int
    descriptions: tuple[str, ...]
    params: tuple[tuple[str, str], ...]
    domains: tuple[str, ...]
    returns: str
    functions: tuple[Function, ...]
    cases: tuple[Case, ...]
    aliases: tuple[dict[str, str], ...] = ()

    @property
    def description(self) -> str:
        """The description in the task's own words; `descriptions` has the others."""
        return self.descriptions[0]


@dataclass(frozen=True, slots=True)
class _Filled:
    """A pipeline with constants: its text, its parameters, and the operations' phrases."""

    text: str
    params: tuple[tuple[str, str, str], ...]
    noun: str
    phrases: tuple[tuple[Op, dict[str, str]], ...]
    constants: tuple[int, ...]
    aliases: dict[str, str]


def _draw_constants(op: Op, random_source: random.Random) -> dict[str, Any]:
    drawn: dict[str, Any] = {}
    for key, choices in op.constants.items():
        if isinstance(choices[0], int):
            low, high = choices
            drawn[key] = random_source.randint(int(low), int(high))
        else:
            drawn[key] = random_source.choice(choices)
    return drawn


def _as_text(key: str, value: Any) -> str:
    return repr(value.encode()) if key in "CD" else repr(value)


def _as_phrase(key: str, value: Any) -> str:
    return f'"{value}"' if key in "PQ" else str(value)


def _fill(chain: Chain, random_source: random.Random) -> _Filled:
    source = chain.source
    names = wording.pick_names(random_source, [p[0] for p in source.params])
    others = wording.pick_names(random_source, [p[0] for p in source.params])
    binders = {kind: random_source.choice(options) for kind, options in wording.BINDERS.items()}
    params = [(names[role], kind, domain) for role, kind, domain in source.params]
    text = source.text.format(**names, x=binders[source.element])
    constants: list[int] = []
    phrases = []
    for index, op in enumerate(chain.ops):
        drawn = _draw_constants(op, random_source)
        constants += [v for v in drawn.values() if isinstance(v, int)]
        texts = {k: _as_text(k, v) for k, v in drawn.items()}
        said = {k: _as_phrase(k, v) for k, v in drawn.items()}
        if index == chain.promoted:
            name, others["K"] = random_source.sample(wording.PROMOTED, 2)
            names["K"] = name
            low, high = op.constants["K"]
            params.append((name, "int", f"range:{low}:{high}"))
            texts["K"] = said["K"] = name
        x = binders[op.takes]
        if op.role in ("filter", "map"):
            text = f"{op.role}({text}, lambda {x}: {op.text.format(x=x, **texts)})"
        elif op.text.startswith("{P} if"):
            text = op.text.format(s=f"({text})", x=x, **texts)
        else:
            text = op.text.format(s=text if op.text.endswith(")") or " " not in text else f"({text})", x=x, **texts)
        phrases.append((op, said))
    noun = "|".join(source.nouns).format(**names)
    aliases = {names[role]: others[role] for role in names}
    return _Filled(text, tuple(params), noun, tuple(phrases), tuple(constants), aliases)


@cache
def helper(name: str, version: int) -> Function:
    """A helper function, as a loop (0) or otherwise (1)."""
    return read_function(HELPERS[name][version])


def _helpers(tree: Expr, version: int) -> tuple[Function, ...]:
    called = {str(node.value): None for node in subexpressions(tree) if node.op == "call"}
    return tuple(helper(name, version) for name in called)


def implementations(
    name: str, params: tuple[tuple[str, str], ...], tree: Expr, roles: dict[str, str]
) -> tuple[Function, Function]:
    """The functional implementation of an expression, and the one with loops."""
    functional = Function(name, params, tree.type, (Stmt("return", (), (tree,)),), _helpers(tree, 1))
    taken = {n for n, _ in params} | {h.name for h in functional.helpers}
    looping = Function(name, params, tree.type, loops(tree, taken, roles), _helpers(tree, 0))
    return functional, looping


def _outcome(call: Callable[[Sequence[Any]], Any], arguments: Sequence[Any]) -> Any:
    try:
        return call(arguments)
    except OutOfBoundsError as error:
        return error


def test_cases(
    function: Function, domains: Sequence[str], constants: Sequence[int], random_source: random.Random, effort: Effort
) -> tuple[Case, ...] | None:
    """Arguments and results that tell the function from its mutants; None where it does the same for everything."""
    changed = list(mutants(function))
    if len(changed) > effort.mutants:
        changed = random_source.sample(changed, effort.mutants)
    bare = [source_of(replace(f, helpers=())) for f in (function, *changed)]
    callers = compiled(bare, function.name, "\n".join(source_of(h) for h in function.helpers))
    arguments, results = [], []
    for trial in range(effort.candidates):
        made = inputs.arguments(domains, random_source, constants, trial)
        result = _outcome(callers[0], made)
        if not isinstance(result, OutOfBoundsError) and made not in arguments:
            arguments.append(made)
            results.append(result)
    if len(arguments) < 5 or all(result == results[0] for result in results[1:]):
        return None
    kills = [
        frozenset(i for i, made in enumerate(arguments) if _differs(_outcome(call, made), results[i]))
        for call in callers[1:]
    ]
    chosen = inputs.choose(kills, [0], range(3, len(arguments)), MOST_TESTS)
    return tuple(Case(arguments[i], results[i]) for i in chosen)


def _differs(one: Any, other: Any) -> bool:
    return isinstance(one, OutOfBoundsError) or one != other


def build(chain: Chain, variant: int = 0, effort: Effort = THOROUGH) -> Task | None:
    """The task of a pipeline, or None where no constants give it results that vary.

    Another variant has the same structure with other constants, names and words.
    """
    for attempt in range(4):
        random_source = rng("task", chain.name, variant, attempt)
        task = _attempt(chain, random_source, effort)
        if task is not None:
            return task
    return None


def _attempt(chain: Chain, random_source: random.Random, effort: Effort) -> Task | None:
    filled = _fill(chain, random_source)
    params = tuple((name, kind) for name, kind, _ in filled.params)
    tree = read_expression(filled.text, dict(params), HELPER_TYPES)
    if tree.type != result_type(chain):
        raise ValueError(f"{chain.name} gives {tree.type}, expected {result_type(chain)}")
    name = wording.function_name(random_source, chain.ops, chain.source.tags)
    functional, looping = implementations(name, params, tree, wording.pick_roles(random_source))
    if functional.body == looping.body:
        return None
    domains = tuple(domain for _, _, domain in filled.params)
    plain = replace(functional, helpers=looping.helpers)
    cases = test_cases(plain, domains, filled.constants, random_source, effort)
    if cases is None:
        return None
    functions = (functional, looping) if random_source.random() < 0.5 else (looping, functional)
    said = [wording.describe(random_source, filled.noun, filled.phrases) for _ in range(4)]
    return Task(
        chain.name, name, chain.family, f"{_signature(params)} {shape(tree)}", chain.source.name, chain.depth,
        tuple(dict.fromkeys(said)), params, domains, tree.type, functions, cases,
        ({}, {name: wording.function_name(random_source, chain.ops, chain.source.tags), **filled.aliases}),
    )  # fmt: skip


def _signature(params: tuple[tuple[str, str], ...]) -> str:
    return ",".join(kind for _, kind in params)


def whole_family(row: Whole) -> str:
    """The family of a task that is no pipeline: one of its own."""
    return f"function.{row.source}/{row.name}"


def build_whole(row: Whole) -> Task:
    """The task of a row that is written out as functions."""
    random_source = rng("whole", row.name)
    functions = tuple(read_function(text) for text in row.texts)
    first = functions[0]
    for other in functions[1:]:
        if (other.name, other.params, other.returns) != (first.name, first.params, first.returns):
            raise ValueError(f"{row.name}: the implementations differ in name, parameters or result")
    cases = test_cases(first, row.domains, (), random_source, THOROUGH)
    if cases is None:
        raise ValueError(f"{row.name}: every candidate input gives the same result")
    order, said = list(functions), list(row.descriptions)
    random_source.shuffle(order)
    random_source.shuffle(said)
    return Task(
        f"function/{row.source}/{row.name}", first.name, whole_family(row),
        f"{_signature(first.params)} {function_shape(first)}", f"function.{row.source}", row.depth,
        tuple(said), first.params, row.domains, first.returns, tuple(order), cases,
    )  # fmt: skip
