"""Renders the tasks' language by tables: a Dialect says how a language writes things, the Writer walks the tree.

A template's holes: `$0` an operand in a place where anything may stand, `$0.` one that a method is called on,
`$0<` and `$0>` the left and right operand of an operator of the template's own precedence, `$x` and `$y` the
parameters of a lambda, `$T` the type and `$E` the element type of the operation, `$A` of its first operand's elements.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from neuroglot.corpora.bundled.ir import ELEMENT, Expr, Function, Stmt
from neuroglot.corpora.bundled.render.notation import ANY, ATOM, POSTFIX, UNARY, Template

_HOLE = re.compile(r"\$(\d)([.<>]?)|\$([xyTEA])")


Form = Callable[["Writer", Expr], tuple[str, int]]


@dataclass(frozen=True)
class Dialect:
    """A language, as tables. `forms` are operations that need more than a template, `blocks` compound statements."""

    name: str
    indent: str
    types: Mapping[str, str]
    templates: Mapping[str, Template]
    forms: Mapping[str, Form]
    statements: Mapping[str, str]
    blocks: Mapping[str, str]
    otherwise: str
    end: str | None
    literal: Callable[[object, str], str]
    identifier: Callable[[str], str]
    helper: Callable[[Writer, Function], list[str]]
    helpers_first: bool
    adjust: Callable[[Writer, Stmt], list[str] | None] = lambda writer, statement: None
    boxes: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Writer:
    """Writes one function: `before` collects lines that must stand before the statement being written."""

    dialect: Dialect
    taken: set[str]
    main: str = ""
    before: list[str] = field(default_factory=list)
    library: dict[str, str] = field(default_factory=dict)
    inside_lambda: int = 0
    depth: int = 1

    def fresh(self, word: str) -> str:
        """An identifier that is not in use."""
        name, number = word, 2
        while name in self.taken:
            name, number = f"{word}{number}", number + 1
        self.taken.add(name)
        return self.dialect.identifier(name)

    def name(self, word: str) -> str:
        return self.dialect.identifier(word)

    def type(self, kind: str) -> str:
        return self.dialect.types[kind]

    def box(self, kind: str) -> str:
        """The type's name as a type argument (Java's Integer)."""
        return self.dialect.boxes.get(kind, self.dialect.types[kind])

    def hoist(self, *lines: str) -> None:
        """Puts lines before the statement that is being written."""
        if self.inside_lambda:
            raise ValueError(f"{self.dialect.name}: a statement is needed inside a lambda: {lines[0]}")
        self.before.extend(lines)

    def expr(self, tree: Expr, level: int = ANY) -> str:
        """The expression's text, in parentheses where it binds more loosely than `level`."""
        text, own = self._expr(tree)
        return f"({text})" if own < level else text

    def captured(self, tree: Expr) -> tuple[list[str], str]:
        """The lines that must stand before an expression, and the expression."""
        outer, self.before = self.before, []
        inside, self.inside_lambda = self.inside_lambda, 0
        text = self.expr(tree)
        lines, self.before, self.inside_lambda = self.before, outer, inside
        return lines, text

    def body(self, tree: Expr, level: int = ANY) -> str:
        """A lambda's body: like `expr`, where nothing can be put before."""
        self.inside_lambda += 1
        try:
            return self.expr(tree, level)
        finally:
            self.inside_lambda -= 1

    def _expr(self, tree: Expr) -> tuple[str, int]:
        if tree.op == "var":
            return self.name(str(tree.value)), ATOM
        if tree.op == "raw":
            return str(tree.value), ATOM
        if tree.op == "const":
            negative = isinstance(tree.value, int) and tree.value < 0
            return self.dialect.literal(tree.value, tree.type), UNARY if negative else ATOM
        form = self.dialect.forms.get(tree.op)
        if form is not None:
            return form(self, tree)
        if tree.op == "call":
            return f"{self.name(str(tree.value))}({', '.join(self.expr(a) for a in tree.args)})", POSTFIX
        template = self.dialect.templates.get(tree.op)
        if template is None:
            raise ValueError(f"{self.dialect.name} has no form for {tree.op!r}: add it to its templates or forms")
        return self.fill(template, tree), template.level

    def fill(self, template: Template, tree: Expr) -> str:
        """The template with its holes filled from the operation."""
        last = len(tree.args) - 1

        def hole(match: re.Match[str]) -> str:
            number, place, word = match.groups()
            if word:
                return self._word(word, tree)
            index = int(number)
            level = {"": ANY, ".": POSTFIX, "<": template.level, ">": template.level + 1}[place]
            write = self.body if tree.binders and index == last else self.expr
            return write(tree.args[index], level)

        return _HOLE.sub(hole, template.text)

    def _word(self, word: str, tree: Expr) -> str:
        if word in "xy":
            return self.name(tree.binders["xy".index(word)])
        if word == "T":
            return self.type(tree.type)
        kind = tree.type if word == "E" else tree.args[0].type
        return self.box(ELEMENT[kind])

    # -- statements ------------------------------------------------------------------------------------------------

    def block(self, statements: tuple[Stmt, ...], depth: int) -> list[str]:
        """The statements' lines, indented."""
        lines: list[str] = []
        pad = self.dialect.indent * depth
        for statement in statements:
            outer, self.before = self.before, []
            written = self.statement(statement, depth)
            lines.extend(pad + part for line in self.before for part in line.split("\n"))
            self.before = outer
            lines.extend(written)
        return lines

    def statement(self, s: Stmt, depth: int) -> list[str]:
        """One statement's lines, indented."""
        pad = self.dialect.indent * depth
        special = self.dialect.adjust(self, s)
        if special is not None:
            return [pad + part for line in special for part in line.split("\n")]
        if s.kind == "let":
            return [pad + part for line in self._declared(s) for part in line.split("\n")]
        if s.kind in self.dialect.statements or s.kind == "aug":
            text = self.dialect.statements[f"aug {s.op}" if s.kind == "aug" else s.kind]
            return [pad + line for line in self._holes(text, s).split("\n")]
        lines = [pad + self._holes(self.dialect.blocks[s.kind], s), *self.block(s.bodies[0], depth + 1)]
        rest = s.bodies[1] if s.kind == "if" else ()
        while rest:
            if len(rest) == 1 and rest[0].kind == "if" and "else if" in self.dialect.blocks:
                head = self._holes(self.dialect.blocks["else if"], rest[0])
                lines += [pad + head, *self.block(rest[0].bodies[0], depth + 1)]
                rest = rest[0].bodies[1]
            else:
                lines += [pad + self.dialect.otherwise, *self.block(rest, depth + 1)]
                break
        if self.dialect.end is not None:
            lines.append(pad + self.dialect.end)
        return lines

    def _declared(self, s: Stmt) -> list[str]:
        """A declaration; where the value was put into a variable before the statement, that one takes its name."""
        known, start = set(self.taken), len(self.before)
        text, name = self.expr(s.exprs[0]), self.name(s.names[0])
        if text in {self.name(word) for word in self.taken - known}:
            pattern = re.compile(rf"(?<![\w$]){re.escape(text)}(?!\w)")
            self.before[start:] = [pattern.sub(lambda match: name, line) for line in self.before[start:]]
            return []
        form = self.dialect.statements["let"].replace("@0", name).replace("$T", self.type(s.exprs[0].type))
        return [form.replace("$0", text)]

    def _holes(self, text: str, s: Stmt) -> str:
        values: dict[str, str] = {}
        for index, word in enumerate(s.names):
            values[f"@{index}"] = self.name(word)
        if s.exprs:
            kind = s.exprs[0].type
            values["$T"] = self.type(kind)
            values["$E"] = self.type(ELEMENT[kind]) if kind in ELEMENT else ""

        def hole(match: re.Match[str]) -> str:
            token = match.group()
            if token[0] == "@" or token in ("$T", "$E"):
                return values[token]
            tree = s.exprs[int(token[1])]
            return self.expr(tree, POSTFIX if token.endswith(".") else ANY)

        return re.sub(r"@\d|\$\d\.?(?=\D|$)|\$[TE]", hole, text)


def function_names(function: Function) -> set[str]:
    """Every name a function uses for parameters, variables and lambda parameters."""
    names = {function.name, *(name for name, _ in function.params)}

    def of_expr(tree: Expr) -> None:
        names.update(tree.binders)
        for child in tree.args:
            of_expr(child)

    def of_statement(statement: Stmt) -> None:
        names.update(statement.names)
        for tree in statement.exprs:
            of_expr(tree)
        for body in statement.bodies:
            for inner in body:
                of_statement(inner)

    for statement in function.body:
        of_statement(statement)
    for helper in function.helpers:
        names.add(helper.name)
    return names


@dataclass(frozen=True, slots=True)
class Rendered:
    """A solution's lines: the body of the function, and what stands after the function."""

    body: tuple[str, ...]
    after: tuple[str, ...]


def render(dialect: Dialect, function: Function, depth: int = 1) -> Rendered:
    """The function's body in a language, with its helpers inside it or after it, as the language likes."""
    writer = Writer(dialect, function_names(function), function.name)
    inner: list[str] = []
    after: list[str] = []
    for helper in function.helpers:
        sub = Writer(dialect, function_names(helper), library=writer.library)
        lines = dialect.helper(sub, helper)
        if dialect.helpers_first:
            inner += [*(dialect.indent * depth + line if line else "" for line in lines)]
        else:
            after += ["", *lines]
    lines = writer.block(function.body, depth)
    for text in writer.library.values():
        after += ["", *text.split("\n")]
    return Rendered((*inner, *lines), tuple(after))


def mentioned(statements: tuple[Stmt, ...]) -> set[str]:
    """The names that occur in expressions of the statements, or are changed by them."""
    found: set[str] = set()

    def of_expr(tree: Expr) -> None:
        if tree.op == "var":
            found.add(str(tree.value))
        for child in tree.args:
            of_expr(child)

    for statement in statements:
        found.update(statement.names)
        for tree in statement.exprs:
            of_expr(tree)
        for body in statement.bodies:
            found |= mentioned(body)
    return found
