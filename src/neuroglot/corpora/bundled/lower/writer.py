"""The writer of loops."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from neuroglot.corpora.bundled.ir import (
    ELEMENT,
    Expr,
    Stmt,
    const,
    expr,
    nil,
    subexpressions,
    substitute,
    var,
)

Use = Callable[[Expr], None]


UsePair = Callable[[Expr, Expr], None]
Value = Callable[["Lowering", Expr], Expr]
Loop = Callable[["Lowering", Expr, Use], None]
Tables = tuple[Mapping[str, Value], Mapping[str, Loop]]
"""By operation: how a value is made by loops, and how the elements of a sequence are gone through."""


_SIMPLE_LISTS = frozenset(["var", "words", "chars", "keys", "sort", "sortd", "plus"])


class Lowering:
    """Writes statements into `out`; `roles` gives a word for each role a variable can have."""

    def __init__(self, taken: set[str], roles: Mapping[str, str], tables: Tables) -> None:
        self.out: list[Stmt] = []
        self._taken = taken
        self._roles = roles
        self._values, self._loops = tables
        self.exchanges = roles.get("sort") == "exchange"
        self.skips = roles.get("filter") == "continue"

    def fresh(self, role: str) -> str:
        """A name for a new variable of this role."""
        word = self._roles.get(role, role)
        name, number = word, 2
        while name in self._taken:
            name, number = f"{word}{number}", number + 1
        self._taken.add(name)
        return name

    def emit(self, kind: str, *names: str, exprs: tuple[Expr, ...] = (), op: str = "") -> None:
        self.out.append(Stmt(kind, names, exprs, (), op))

    def let(self, role: str, value: Expr) -> Expr:
        """Declares a variable and returns its use."""
        name = self.fresh(role)
        self.emit("let", name, exprs=(value,))
        return var(name, value.type)

    def bind(self, value: Expr, role: str) -> Expr:
        """The value itself where it is a variable already, else a new variable that holds it."""
        return value if value.op in ("var", "const") else self.let(role, value)

    def inside(self, kind: str, names: tuple[str, ...], exprs: tuple[Expr, ...], body: Callable[[], None]) -> None:
        """Adds a compound statement whose first body is what `body` emits."""
        outer, self.out = self.out, []
        body()
        inner, self.out = self.out, outer
        bodies = (tuple(inner), ()) if kind == "if" else (tuple(inner),)
        self.out.append(Stmt(kind, names, exprs, bodies))

    def when(self, condition: Expr, body: Callable[[], None]) -> None:
        self.inside("if", (), (condition,), body)

    def apply(self, body: Expr, values: dict[str, Expr]) -> Expr:
        """A lambda's body with its parameters replaced; what would be computed twice is bound first."""
        bound: dict[str, Expr] = {}
        for name, value in values.items():
            uses = sum(1 for node in subexpressions(body) if node.op == "var" and node.value == name)
            bound[name] = self.bind(value, "item") if uses > 1 else value
        return substitute(body, bound)

    # -- results ---------------------------------------------------------------------------------------------------

    def finish(self, tree: Expr) -> None:
        """Emits the statements that return the expression's value."""
        if tree.op in ("any", "all"):
            self._search(tree)
        elif tree.op == "if":
            test, yes, no = (self.value(a) for a in tree.args)
            self.when(test, lambda: self.emit("return", exprs=(yes,)))
            self.emit("return", exprs=(no,))
        elif tree.op == "has":
            same = "eqs" if tree.args[0].type == "strs" else "eq"
            name = self.fresh("item")
            test = expr(same, var(name, ELEMENT[tree.args[0].type]), tree.args[1])
            self._search(expr("any", tree.args[0], test, binders=(name,)))
        elif tree.op == "head" and is_list(tree.args[0]):
            items = self.listed(tree.args[0])
            some = expr("gt", expr("len", items), const(0))
            self.when(some, lambda: self.emit("return", exprs=(expr("at", items, const(0)),)))
            self.emit("return", exprs=(tree.args[1],))
        elif tree.op == "head":
            self.each(tree.args[0], lambda v: self.emit("return", exprs=(v,)))
            self.emit("return", exprs=(tree.args[1],))
        else:
            self.emit("return", exprs=(self.value(tree),))

    def _search(self, tree: Expr) -> None:
        found = tree.op == "any"

        def test(item: Expr) -> None:
            condition = self.apply(tree.args[1], {tree.binders[0]: item})
            stop = condition if found else negated(condition)
            self.when(stop, lambda: self.emit("return", exprs=(const(found, "bool"),)))

        self.each(tree.args[0], test)
        self.emit("return", exprs=(const(not found, "bool"),))

    def value(self, tree: Expr) -> Expr:
        """An expression without sequence operations that has the tree's value, after the statements emitted for it."""
        handler = self._values.get(tree.op)
        if handler is not None:
            return handler(self, tree)
        if tree.op in self._loops and tree.op not in ("chars", "words"):
            return self.collect(tree)
        if not tree.args or tree.op in ("any", "all"):
            return tree
        return replace(tree, args=tuple(self.value(a) for a in tree.args))

    def collect(self, tree: Expr) -> Expr:
        """The sequence in a new list."""
        result = self.let("result", nil(tree.type))
        self.each(tree, lambda v: self.emit("append", str(result.value), exprs=(v,)))
        return result

    def listed(self, tree: Expr) -> Expr:
        """The sequence as a variable."""
        return self.bind(self.value(tree), "items")

    # -- loops -----------------------------------------------------------------------------------------------------

    def each(self, seq: Expr, use: Use) -> None:
        """Emits the loop that gives every element of the sequence to `use`."""
        loop = self._loops.get(seq.op)
        if loop is not None:
            loop(self, seq, use)
            return
        self.over(self.value(seq), use)

    def over(self, source: Expr, use: Use) -> None:
        kind = ELEMENT[source.type]
        name = self.fresh({"char": "char", "str": "word"}.get(kind, "value"))
        self.inside("each", (name,), (source,), lambda: use(var(name, kind)))

    def counting(self, low: Expr, high: Expr, use: Use, role: str = "i") -> None:
        name = self.fresh(role)
        self.inside("count", (name,), (low, high), lambda: use(var(name, "int")))

    def each_pair(self, tree: Expr, use: UsePair) -> None:
        """Emits the loop over a map's entries."""
        if tree.op == "mfilter":
            key, value = tree.binders

            def kept(k: Expr, v: Expr) -> None:
                self.when(self.apply(tree.args[1], {key: k, value: v}), lambda: use(k, v))

            self.each_pair(tree.args[0], kept)
        elif tree.op == "mmap":
            key, value = tree.binders
            self.each_pair(tree.args[0], lambda k, v: use(k, self.apply(tree.args[1], {key: k, value: v})))
        else:
            source = self.value(tree)
            names = (self.fresh("key"), self.fresh("amount"))
            self.inside("each2", names, (source,), lambda: use(var(names[0], "str"), var(names[1], "int")))


def is_list(tree: Expr) -> bool:
    """Whether the sequence needs no loop of its own to be a list."""
    return tree.op in _SIMPLE_LISTS and all(is_list(a) for a in tree.args if a.type in ELEMENT and a.op != "const")


OPPOSITE = {"eq": "ne", "ne": "eq", "lt": "ge", "ge": "lt", "gt": "le", "le": "gt", "eqs": "nes", "nes": "eqs"}


def negated(condition: Expr) -> Expr:
    """The condition's opposite, without `not` where a comparison can be turned round."""
    if condition.op in OPPOSITE:
        return replace(condition, op=OPPOSITE[condition.op])
    if condition.op == "not":
        return condition.args[0]
    return expr("not", condition)
