"""Turns a functional expression into loops: the second implementation of every pipeline.

Sequence operations are fused: `each(seq, use)` writes the one loop over what lies at the bottom of `seq` and, inside
it, what the operations above do with each element, ending in `use(element)`.
"""

from __future__ import annotations

from collections.abc import Mapping

from neuroglot.corpora.bundled.ir import Expr, Stmt
from neuroglot.corpora.bundled.lower.sequences import LOOPS
from neuroglot.corpora.bundled.lower.values import VALUES
from neuroglot.corpora.bundled.lower.writer import Lowering


def loops(tree: Expr, taken: set[str], roles: Mapping[str, str]) -> tuple[Stmt, ...]:
    """The body of a function that returns the expression's value by loops.

    `taken` are names that variables must not have; `roles` gives a word for each role a variable can have.
    """
    lowering = Lowering(taken, roles, (VALUES, LOOPS))
    lowering.finish(tree)
    return tuple(lowering.out)


__all__ = ["loops"]
