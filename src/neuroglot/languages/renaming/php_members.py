"""Functions, classes, methods, properties, constants and named arguments in PHP, and names that strings reach."""

from __future__ import annotations

import re
from dataclasses import replace

from neuroglot.languages.renaming.book import Book, declared, kind_of, spot
from neuroglot.languages.renaming.library import library_globals, members_of, word_set
from neuroglot.languages.renaming.php_types import class_of, evaluate
from neuroglot.languages.renaming.spots import LOCAL, Spot
from neuroglot.languages.renaming.steps import Step
from neuroglot.languages.renaming.types import Kind, Known, add_member, is_own, lineage

CLASSES = (
    "class_declaration",
    "interface_declaration",
    "trait_declaration",
    "enum_declaration",
    "anonymous_class",
)
_BASES = ("base_clause", "class_interface_clause", "use_declaration")
_TRAIT_USES = ("use_as_clause", "use_instead_of_clause")
_ACCESSES = ("member_access_expression", "nullsafe_member_access_expression")
_CALLS = ("member_call_expression", "nullsafe_member_call_expression")
_REFLECTS = word_set(
    """
    compact extract get_object_vars property_exists method_exists func_get_args get_class json_encode var_dump
    print_r var_export serialize ReflectionClass call_user_func call_user_func_array is_callable
    get_class_methods define constant defined function_exists class_exists
    """
)
_RUNS = frozenset(("eval", "extract", "compact", "create_function"))
_RESERVED = word_set("self static parent string int float bool array mixed void null true false iterable")


def note(book: Book, promoted: set[str]) -> None:
    """Spots for everything but variables, and the names that have to stay."""
    _gather(book, promoted)
    book.settled = True
    for step in book.steps:
        if step.kind == "name":
            _note_name(book, step)
        elif step.kind == "variable_name" and id(step) not in book.bound and step.text != "$this":
            _note_static(book, step)
    _keep_reflected(book)


def _gather(book: Book, promoted: set[str]) -> None:
    functions = kind_of(book, "")
    for step in book.steps:
        name = step.child("name")
        if step.kind in CLASSES:
            kind = kind_of(book, step.inner.owner)
            kind.foreign = kind.foreign or step.kind == "enum_declaration"
            if name is not None:
                _add(book, "class~", name.text)
        elif step.kind == "function_definition" and name is not None:
            _add(book, "function~", name.text)
            add_member(functions, name.text.lower(), step.child("return_type"))
    for step in book.steps:
        if step.kind in _BASES:
            _note_bases(book, step)
    for step in book.steps:
        holder = step.scope.nearest("class", "program").owner
        owner = book.kinds.get(holder) if holder else None
        name = step.child("name")
        if step.kind == "method_declaration" and name is not None and owner is not None:
            _note_method(book, step, owner, name.text)
        elif step.kind in ("property_element", "property_promotion_parameter") and name is not None and owner:
            text = name.text.lstrip("$")
            told = (step.parent if step.kind == "property_element" else step) or step
            add_member(owner, text, told.child("type") or step.child("default_value"))
            book.reading.declared.add(("property", text))
        elif step.kind == "use_as_clause" and owner is not None and step.named()[-1].kind == "name":
            _note_method(book, step, owner, step.named()[-1].text)
        elif step.kind in ("const_element", "enum_case"):
            first = name or step.named()[0]
            book.reading.declared.add(("constant", first.text))
            if owner is not None:
                owner.members.add(f"::{first.text}")
        elif step.kind == "assignment_expression" and (left := step.child("left")) and left.kind in _ACCESSES:
            _note_set(book, left, step.child("right"))


def _note_bases(book: Book, step: Step) -> None:
    kind = book.kinds.get((step.parent.inner if step.parent and step.parent.kind in CLASSES else step.scope).owner)
    for base in step.named():
        text = base.text.split("\\")[-1]
        own = next((name for name in book.kinds if name and name.lower() == text.lower()), None)
        if kind is not None and own is not None:
            kind.bases.append(own)
        elif kind is not None:
            kind.foreign = True
            kind.values.setdefault("bases", []).append(text)


def _note_method(book: Book, step: Step, owner: Kind, name: str) -> None:
    if name.startswith("__"):
        return
    add_member(owner, f"{name.lower()}()", step.child("return_type"))
    _add(book, "method~", name)
    line = lineage(book.kinds, owner.name)
    bases = frozenset(base for kind in line for base in kind.values.get("bases", []))
    if bases and name.lower() in {one.lower() for one in members_of("php", bases)}:
        book.reading.fixed.add(("method~", name.lower()))
    if any(kind.foreign for kind in line) and name.lower() in ("cases", "from", "tryfrom"):
        book.reading.fixed.add(("method~", name.lower()))


def _note_set(book: Book, left: Step, value: Step | None) -> None:
    """A property that comes to be where it is set."""
    owner, name = left.child("object"), left.child("name")
    kind = evaluate(book, owner) if owner else None
    if name is not None and name.kind == "name" and kind is not None and kind.name in book.kinds and kind.name:
        add_member(book.kinds[kind.name], name.text, value)
        book.reading.declared.add(("property", name.text))


def _add(book: Book, group: str, name: str) -> None:
    """Functions, methods and classes are the same in any case: until all is read they go by lower-case names."""
    book.reading.declared.add((group, name.lower()))
    book.spelled.setdefault((group, name.lower()), name)


def as_declared(book: Book) -> None:
    """Give functions, methods and classes the spelling of their declarations, however they are called."""
    reading, spelled = book.reading, book.spelled
    reading.spots = [replace(one, name=spelled.get((one.group, one.name), one.name)) for one in reading.spots]
    reading.declared = {(key[0], spelled.get(key, key[1])) for key in reading.declared}
    reading.fixed = {(key[0], spelled.get(key, key[1])) for key in reading.fixed}


def _insensitive(book: Book, step: Step, group: str) -> None:
    book.reading.spots.append(Spot(step.start, step.end, step.text.lower(), group))


def _note_name(book: Book, step: Step) -> None:
    parent = step.parent
    if parent is None or step.above in ("variable_name", "named_label_statement", "goto_statement", "namespace_name"):
        return
    text = step.text
    if parent.kind == "function_definition" and step.field == "name":
        _insensitive(book, step, "function~")
    elif parent.kind == "function_call_expression" and step.field == "function":
        if declared(book, text.lower(), "function~"):
            _insensitive(book, step, "function~")
    elif parent.kind == "method_declaration" and step.field == "name":
        if not text.startswith("__"):
            _insensitive(book, step, "method~")
    elif parent.kind in (*_CALLS, "scoped_call_expression") and step.field == "name":
        _called(book, step, parent)
    elif parent.kind in _TRAIT_USES or (parent.above in _TRAIT_USES and parent.named()[-1] is step):
        if declared(book, text.lower(), "method~"):
            _insensitive(book, step, "method~")
    elif parent.kind in _ACCESSES and step.field == "name":
        _property(book, step, text, evaluate(book, parent.child("object")))
    elif parent.kind in ("const_element", "enum_case"):
        spot(book, step, text, "constant")
    elif parent.kind == "class_constant_access_expression" and parent.named()[-1] is step:
        _constant(book, step, parent)
    elif parent.kind == "argument" and step.field == "name":
        _named_argument(book, step, parent)
    elif parent.kind == "subscript_expression" and parent.above in ("encapsed_string", "heredoc_body"):
        return
    elif declared(book, text.lower(), "class~") and text.lower() not in _RESERVED:
        _insensitive(book, step, "class~")
    elif declared(book, text, "constant"):
        spot(book, step, text, "constant")


def _called(book: Book, step: Step, parent: Step) -> None:
    name = step.text.lower()
    if not declared(book, name, "method~"):
        return
    owner = parent.child("object", "scope") or parent.named()[0]
    own = is_own(book.kinds, evaluate_class(book, owner), f"{name}()")
    if own is None and name in {word.lower() for word in book.known}:
        book.reading.fixed.add(("method~", name))
    if own is not False:
        _insensitive(book, step, "method~")


def evaluate_class(book: Book, owner: Step) -> Known:
    """The class before `::`, or the type before `->`."""
    if owner.kind == "relative_scope":
        return class_of(book, owner)
    return evaluate(book, owner)


def _property(book: Book, step: Step, name: str, kind: Known) -> None:
    if not declared(book, name, "property"):
        return
    own = is_own(book.kinds, kind, name)
    if own is None and name in book.known:
        book.reading.fixed.add(("property", name))
    if own is not False:
        spot(book, step, name, "property")


def _note_static(book: Book, step: Step) -> None:
    name = step.text.lstrip("$")
    if step.above == "property_element":
        spot(book, step, name, "property")
    elif step.parent is not None:
        scope = step.parent.child("scope") or step.parent.named()[0]
        _property(book, step, name, evaluate_class(book, scope))


def _constant(book: Book, step: Step, parent: Step) -> None:
    if step.text == "class" or not declared(book, step.text, "constant"):
        return
    if is_own(book.kinds, evaluate_class(book, parent.named()[0]), f"::{step.text}") is not False:
        spot(book, step, step.text, "constant")


def _named_argument(book: Book, step: Step, argument: Step) -> None:
    """`f(width: 1)` names a parameter."""
    call = argument.parent.parent if argument.parent else None
    function = call.child("function", "name") if call else None
    own = function is not None and (
        declared(book, function.text.lower(), "function~") or declared(book, function.text.lower(), "method~")
    )
    if call is not None and call.kind == "object_creation_expression":
        own = any(one.kind == "relative_scope" or declared(book, one.text.lower(), "class~") for one in call.named())
    if function is not None and function.text in ("__construct",):
        own = True
    if own:
        group = "property" if _is_promoted(book, step.text) else LOCAL
        spot(book, step, step.text, group, linked=True)
    elif function is None or function.kind != "name" or function.text not in library_globals("php"):
        book.reading.fixed |= {(LOCAL, step.text), ("property", step.text)}


def _is_promoted(book: Book, name: str) -> bool:
    return any(
        step.kind == "property_promotion_parameter" and (found := step.child("name")) and found.text == f"${name}"
        for step in book.steps
    )


def _keep_reflected(book: Book) -> None:
    """Names that strings reach: callbacks, `compact`, keys that were properties, variables' variables."""
    texts = [step.text for step in book.steps if step.kind == "string_content"]
    whole = {part for text in texts for part in re.split(r"::|\\", text) if re.fullmatch(r"[A-Za-z_]\w*", part)}
    book.reading.fixed |= {("function~", name.lower()) for name in whole}
    is_callback = re.search(
        r"\[\s*(?:\$this|self::class|static::class|\w+::class|new \w+|\$\w+|['\"]\w+['\"])\s*,\s*['\"]", book.root.text
    )
    if is_callback or not book.words.isdisjoint(_REFLECTS):
        book.reading.fixed |= {("method~", name.lower()) for name in whole} | {("class~", n.lower()) for n in whole}
        book.reading.fixed |= {(group, name) for group in ("property", "constant") for name in whole}
    if not book.words.isdisjoint(
        _REFLECTS & word_set("json_encode var_dump print_r var_export serialize get_object_vars")
    ):
        book.reading.fixed |= {("property", name) for name in _shown(book)}
    indirect = any(step.kind == "dynamic_variable_name" and "$$" in step.text for step in book.steps)
    if indirect or not book.words.isdisjoint(_RUNS):
        everything = indirect or not book.words.isdisjoint(_RUNS - {"compact"})
        named = texts if everything else _compacted(book)
        words = {word for text in named for word in re.findall(r"\w+", text)}
        book.reading.fixed |= {(group, name) for group in (LOCAL, "global", "property") for name in words}
    spread = any(step.kind == "variadic_unpacking" for step in book.steps)
    if spread:
        book.reading.fixed |= {(LOCAL, name) for name in whole}
    for step in book.steps:
        is_name = step.kind == "class_constant_access_expression" and step.text.lower().endswith("::class")
        if is_name and step.above not in ("argument", "array_element_initializer"):
            book.reading.fixed.add(("class~", step.named()[0].text.lower()))


def _compacted(book: Book) -> list[str]:
    """The names that `compact` is given."""
    return [
        step.text
        for step in book.steps
        if step.kind == "string_content"
        and (call := step.up("function_call_expression")) is not None
        and (function := call.child("function")) is not None
        and function.text.lower() == "compact"
    ]


def _shown(book: Book) -> set[str]:
    """Properties whose names may be printed: all, since it isn't known whose."""
    return {name for kind in book.kinds.values() for name in kind.members if not name.endswith("()")}
