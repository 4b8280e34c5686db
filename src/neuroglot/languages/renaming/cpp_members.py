"""Members in C++, what a name stands for, and the names that the language or a library asks for."""

from __future__ import annotations

from neuroglot.languages.renaming.book import Book, declared, kind_of, member, use
from neuroglot.languages.renaming.cpp_types import CLASSES, Returns, evaluate, innermost, receiver
from neuroglot.languages.renaming.library import word_set
from neuroglot.languages.renaming.scopes import Binding, Scope, resolve
from neuroglot.languages.renaming.steps import Step, below
from neuroglot.languages.renaming.types import add_member, is_own, lineage

_ASKED_FOR = word_set(
    """
    begin end rbegin rend cbegin cend what value_type iterator_category difference_type pointer reference
    iterator const_iterator promise_type
    """
)
_TEMPLATES = ("template_function", "template_type", "template_method", "dependent_name", "destructor_name")


def gather(book: Book) -> None:
    """The classes of the program: their members, their bases, and the scopes that are searched with others."""
    scopes: dict[str, list[Scope]] = {}
    for step in book.steps:
        if step.kind in CLASSES and step.child("body") is not None:
            kind = kind_of(book, step.inner.owner)
            scopes.setdefault(step.inner.owner, []).append(step.inner)
            for (_, name), binding in step.inner.names.items():
                add_member(kind, name, *binding.values)
    for step in book.steps:
        if step.kind == "base_class_clause":
            _note_bases(book, step, scopes)
        elif step.kind == "function_definition":
            _search_class(step, scopes)
        elif step.kind == "operator_name" and step.text.replace(" ", "") == "operator[]":
            _note_index(book, step)
        elif step.kind == "enumerator":
            _note_enumerator(book, step)


def _note_enumerator(book: Book, step: Step) -> None:
    """An enumerator is found in its enum too, wherever it is bound."""
    enum, name = step.up("enum_specifier"), step.child("name")
    if enum is not None and name is not None and id(name) in book.bound:
        enum.inner.names.setdefault(("", name.text), book.bound[id(name)])
        book.kinds[enum.inner.owner].members.add(name.text)


def _note_bases(book: Book, clause: Step, scopes: dict[str, list[Scope]]) -> None:
    own = clause.parent
    if own is None:
        return
    kind = kind_of(book, own.inner.owner)
    for base in clause.named():
        if base.kind in ("type_identifier", "template_type", "qualified_identifier"):
            name = innermost(base).text
            if name in scopes and not base.text.startswith("std::"):
                kind.bases.append(name)
                own.inner.also += scopes[name]
            else:
                kind.foreign = True


def _search_class(step: Step, scopes: dict[str, list[Scope]]) -> None:
    """A method that is defined outside of its class sees the class's members."""
    declarator = next((one for one in below(step) if one.kind == "function_declarator"), None)
    name = declarator.child("declarator") if declarator else None
    while name is not None and name.kind == "qualified_identifier":
        scope = name.child("scope")
        if scope is not None:
            step.inner.also += scopes.get(innermost(scope).text, [])
        name = name.child("name")


def _note_index(book: Book, step: Step) -> None:
    function = step.up("function_definition", "field_declaration", "declaration")
    told = function.child("type") if function else None
    if function is not None and told is not None and function.scope.nearest("class").kind == "class":
        book.kinds[function.scope.nearest("class").owner].values.setdefault("operator[]", []).append(Returns(told))


def resolve_use(book: Book, step: Step) -> None:
    """Bind a name that stands for something in reach; members behind a dot come later, by `note`."""
    here = step
    while here.parent is not None and here.parent.kind in _TEMPLATES and here.field in ("name", ""):
        here = here.parent
    parent = here.parent
    if parent is None or (parent.kind == "field_expression" and here.field == "field"):
        return
    if parent.kind == "qualified_identifier":
        outer = parent if here.field == "name" else parent.parent
        is_inner = here.field == "scope" and outer is not None and outer.kind == "qualified_identifier"
        if here.field == "name" or (is_inner and parent.field == "name"):
            _qualified(book, step, outer.child("scope") if outer else None)
            return
    found = resolve(step.scope, step.text, step.start)
    if found is not None and not _is_librarys(book, step, here, found):
        book.bound[id(step)] = found


def _is_librarys(book: Book, step: Step, here: Step, found: Binding) -> bool:
    """Whether a call gives another number of arguments than the program's own function of a library's name takes."""
    call = here.parent
    if call is None or call.kind != "call_expression" or here.field != "function" or step.text not in book.known:
        return False
    arguments = call.child("arguments")
    count = len(arguments.named()) if arguments else 0
    takes = set()
    for one in book.steps:
        name, parameters = one.child("declarator"), one.child("parameters")
        if name is not None and parameters is not None and name.text == step.text:
            takes |= {len(parameters.of_kind("parameter_declaration")) + extra for extra in _extra(parameters)}
    return bool(takes) and found.group == "outer" and count not in takes


def _extra(parameters: Step) -> range:
    open_ended = 9 if parameters.of_kind("variadic_parameter_declaration", "...") else 0
    return range(len(parameters.of_kind("optional_parameter_declaration")) + open_ended + 1)


def _qualified(book: Book, step: Step, qualifier: Step | None) -> None:
    file = book.root.inner
    if qualifier is None:
        use(book, step, resolve(file, step.text, step.start))
        return
    leaf = innermost(qualifier)
    owner = book.bound.get(id(leaf)) or resolve(leaf.scope, leaf.text, leaf.start)
    if leaf.text not in book.kinds and (owner is None or owner.library):
        return
    if owner is not None and "namespace" in owner.values:
        use(book, step, resolve(file, step.text, len(book.root.text)))
        return
    kind = evaluate(book, leaf) if leaf.text not in book.kinds else None
    name = kind.name if kind is not None else leaf.text
    for scope in _scopes_of(book, name):
        if use(book, step, resolve(Scope("qualifier", None, also=[scope]), step.text, len(book.root.text))):
            return
    if name == step.text and name in book.kinds:
        use(book, step, resolve(step.scope, name, step.start))


def _scopes_of(book: Book, name: str) -> list[Scope]:
    return [one.inner for one in book.steps if one.kind in CLASSES and one.inner.owner == name and one.child("body")]


def note(book: Book) -> None:
    """Spots for members behind dots and arrows, and the names that have to stay."""
    for binding in [one for one in book.bound.values() if not one.library]:
        book.reading.declared.add((binding.group, binding.name))
    for kind in book.kinds.values():
        for name in kind.members:
            book.reading.declared.add(("member", name))
            line = lineage(book.kinds, kind.name)
            if name in _ASKED_FOR or (any(one.foreign for one in line) and name in book.known):
                book.reading.fixed.add(("member", name))
    for step in book.steps:
        if step.kind in ("field_identifier", "identifier", "type_identifier") and id(step) not in book.bound:
            _note_member(book, step)
        elif step.kind == "virtual_specifier" and step.text == "override":
            _keep_override(book, step)


def _keep_override(book: Book, step: Step) -> None:
    method = step.up("function_definition", "field_declaration")
    owner = book.kinds.get(step.scope.nearest("class").owner)
    declarator = next((one for one in below(method) if one.kind == "function_declarator"), None) if method else None
    name = declarator.child("declarator") if declarator else None
    if owner is None or name is None:
        return
    line = lineage(book.kinds, owner.name)
    if any(one.foreign for one in line) and not any(name.text in one.members for one in line[1:]):
        book.reading.fixed.add(("member", name.text))


def _note_member(book: Book, step: Step) -> None:
    here = step
    while here.parent is not None and here.parent.kind in (*_TEMPLATES, "qualified_identifier"):
        if here.parent.kind == "qualified_identifier" and here.field == "scope":
            return
        here = here.parent
    parent, text = here.parent, step.text
    if parent is None or not declared(book, text, "member"):
        return
    if parent.kind == "field_expression" and here.field == "field":
        member(book, step, text, is_own(book.kinds, receiver(book, parent), text))
    elif parent.kind == "field_designator":
        member(book, step, text, True)
    elif here.kind == "qualified_identifier":
        scope = here.child("scope")
        leaf = innermost(scope) if scope else None
        owner = resolve(leaf.scope, leaf.text, leaf.start) if leaf else None
        if owner is not None and owner.group == "local":
            member(book, step, text, None)
    elif step.kind == "identifier" and _inherits_unseen(book, step):
        member(book, step, text, None)


def _inherits_unseen(book: Book, step: Step) -> bool:
    """Whether the name stands in a class that inherits from one that can't be searched, such as a template's."""
    scope: Scope | None = step.scope
    while scope is not None:
        owners = [scope.owner, *(other.owner for other in scope.also)]
        if any(kind.bases for owner in owners if owner for kind in lineage(book.kinds, owner)):
            return True
        scope = scope.parent
    return False
