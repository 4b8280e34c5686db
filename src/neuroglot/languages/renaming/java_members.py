"""Members in Java, what a name stands for, and the names that a library or the virtual machine asks for."""

from __future__ import annotations

import re

from neuroglot.languages.renaming.book import Book, declared, kind_of, member, use
from neuroglot.languages.renaming.java_printed import keep_printed, keep_reflected
from neuroglot.languages.renaming.java_types import METHODS, TYPES, evaluate, is_class
from neuroglot.languages.renaming.library import members_of, word_set
from neuroglot.languages.renaming.scopes import Scope, resolve
from neuroglot.languages.renaming.steps import Step
from neuroglot.languages.renaming.types import Known, add_member, is_own, is_somewhere, lineage

_OBJECT = word_set(
    """
    toString equals hashCode clone finalize getClass notify notifyAll wait main
    """
)
_ASKED_FOR = word_set(
    """
    serialVersionUID readObject writeObject readResolve writeReplace values valueOf ordinal name
    """
)
_BASES = ("superclass", "super_interfaces", "extends_interfaces")


def gather(book: Book) -> None:
    """The classes of the program: their members, their bases, and the scopes that they inherit from."""
    scopes: dict[str, Scope] = {}
    for step in book.steps:
        if not is_class(step):
            continue
        scope = step.inner
        kind = kind_of(book, scope.owner)
        scopes[scope.owner] = scope
        for (space, name), binding in scope.names.items():
            if space in ("", METHODS):
                add_member(kind, name + space, *binding.values)
                if step.kind == "record_declaration" and space == "":
                    add_member(kind, f"{name}()", *binding.values)
        kind.foreign = step.kind == "enum_declaration"
    for step in book.steps:
        if is_class(step):
            for base in _bases(step):
                kind = book.kinds[step.inner.owner]
                if base in scopes:
                    kind.bases.append(base)
                    step.inner.also.append(scopes[base])
                else:
                    kind.foreign = True


def _bases(step: Step) -> list[str]:
    """The names of what a class extends and implements."""
    if step.kind == "class_body":
        parent = step.parent
        told = parent.child("type") if parent else None
        return [step.scope.owner] if parent and parent.kind == "enum_constant" else [_plain(told)] if told else []
    found = []
    for one in step.children:
        if one.kind in _BASES:
            types = one.of_kind("type_list") or [one]
            found += [_plain(base) for base in types[0].named()]
    return found


def _plain(step: Step) -> str:
    return re.split(r"[<\s]", step.text)[0].split(".")[-1]


def resolve_use(book: Book, step: Step) -> None:
    """Bind a name that stands for a variable or a type in reach."""
    if step.kind == "type_identifier":
        if step.above == "scoped_type_identifier" and step.parent and step.parent.named()[0] is not step:
            first = step.parent.named()[0]
            if first.text not in book.kinds:
                return
        _bind_type(book, step)
        return
    parent = step.parent
    if parent is None or step.up("import_declaration", "package_declaration"):
        return
    if parent.kind == "method_invocation" and step.field == "name":
        return
    if (parent.kind == "field_access" and step.field == "field") or parent.kind == "labeled_statement":
        return
    if parent.kind in ("break_statement", "continue_statement", "element_value_pair") and step.field != "value":
        return
    if parent.kind == "method_reference" and parent.named()[0] is not step:
        return
    found = None if parent.kind in ("record_pattern", "annotation", "marker_annotation") else _variable(book, step)
    if found is None:
        _bind_type(book, step)


def _variable(book: Book, step: Step) -> bool | None:
    if use(book, step, resolve(step.scope, step.text, step.start)):
        return True
    if step.above in ("switch_label", "pattern") or _is_inherited(book, step, step.text):
        return declared_field(book, step)
    return None


def declared_field(book: Book, step: Step) -> bool | None:
    """Note a field of some class of the program; None where none has one of that name."""
    if not is_somewhere(book.kinds, step.text):
        return None
    book.reading.declared.add(("field", step.text))
    member(book, step, step.text, True, "field")
    return True


def _is_inherited(book: Book, step: Step, name: str) -> bool:
    scope: Scope | None = step.scope
    while scope is not None:
        if scope.kind == "class" and any(name in kind.members for kind in lineage(book.kinds, scope.owner)):
            return True
        scope = scope.parent
    return False


def _bind_type(book: Book, step: Step) -> None:
    found = use(book, step, resolve(step.scope, step.text, step.start, TYPES))
    if not found and step.text in book.kinds:
        book.reading.declared.add(("type", step.text))
        member(book, step, step.text, True, "type")


def note(book: Book) -> None:
    """Spots for members behind dots, and the names that have to stay."""
    for known in book.bound.values():
        book.reading.declared.add((known.group, known.name))
    records = {
        one.text
        for step in book.steps
        if step.kind == "formal_parameter" and step.scope.kind == "class"
        for one in [step.child("name")]
        if one
    }
    for step in book.steps:
        binding = book.bound.get(id(step))
        if binding is not None and binding.group == "method" and step.field == "name":
            if binding.name in records:
                binding.group = "field"
            _keep_asked_for(book, step, binding.group)
        elif step.kind == "identifier" and binding is None:
            _note_member(book, step, records)
        elif step.kind in ("class_declaration", "interface_declaration", "enum_declaration"):
            _keep_public(book, step)
        elif step.kind in ("constructor_declaration", "compact_constructor_declaration"):
            name = step.child("name")
            if name is not None:
                book.bound.pop(id(name), None)
                member(book, name, name.text, True, "type")
        if step.kind in ("binary_expression", "method_invocation"):
            keep_printed(book, step)
    keep_reflected(book)


def _note_member(book: Book, step: Step, records: set[str]) -> None:
    parent, text = step.parent, step.text
    if parent is None:
        return
    if parent.kind == "method_invocation" and step.field == "name":
        owner = parent.child("object")
        kind = evaluate(book, owner) if owner else None
        if owner is None:
            own: bool | None = _called_bare(book, step)
        else:
            own = is_own(book.kinds, kind, f"{text}()")
        _method(book, step, own, records)
    elif parent.kind == "method_reference" and parent.named()[-1] is step and parent.named()[0] is not step:
        _method(book, step, is_own(book.kinds, evaluate(book, parent.named()[0]), f"{text}()"), records)
    elif parent.kind == "element_value_pair" and step.field == "key":
        annotation = step.up("annotation")
        name = annotation.child("name") if annotation else None
        _method(book, step, bool(name and name.text in book.kinds), records)
    elif parent.kind == "field_access" and step.field == "field":
        _field(book, step, evaluate(book, parent.child("object")))


def _field(book: Book, step: Step, kind: Known) -> None:
    text = step.text
    if (
        text in book.kinds
        and kind is not None
        and kind.name in book.kinds
        and text not in book.kinds[kind.name].members
    ):
        member(book, step, text, True, "type")
        return
    own = is_own(book.kinds, kind, text)
    if own is None:
        if text == "length" and declared(book, text, "field"):
            book.reading.fixed.add(("field", text))
        own = True
    member(book, step, text, own, "field")


def _method(book: Book, step: Step, own: bool | None, records: set[str]) -> None:
    member(book, step, step.text, own, "field" if step.text in records else "method")


def _called_bare(book: Book, step: Step) -> bool:
    """Whether a method that is called without an object is one of the classes around, or inherited by them."""
    return resolve(step.scope, step.text, step.start, METHODS) is not None or _is_inherited(
        book, step, f"{step.text}()"
    )


def _keep_asked_for(book: Book, step: Step, group: str) -> None:
    """Methods that override a library's, or that it calls by their name."""
    text, method = step.text, step.parent
    owner = step.scope.owner
    line = lineage(book.kinds, owner)
    is_foreign = any(kind.foreign for kind in line)
    if text in _OBJECT | _ASKED_FOR:
        book.reading.fixed.add((group, text))
        return
    if not is_foreign or method is None:
        return
    modifiers = "".join(one.text for one in method.of_kind("modifiers"))
    above = any(f"{text}()" in kind.members for kind in line[1:])
    bases = frozenset(base for name in (kind.name for kind in line) for base in _foreign(book, name))
    if ("@Override" in modifiers and not above) or ("private" not in modifiers and text in members_of("java", bases)):
        book.reading.fixed.add((group, text))


def _foreign(book: Book, owner: str) -> list[str]:
    """The library types that a class names as its bases."""
    for step in book.steps:
        if is_class(step) and step.inner.owner == owner:
            return [base for base in _bases(step) if base not in book.kinds]
    return []


def _keep_public(book: Book, step: Step) -> None:
    """A file is called after its public class."""
    name = step.child("name")
    if name is not None and step.above == "program" and any("public" in one.text for one in step.of_kind("modifiers")):
        book.reading.of_file.add(("type", name.text))
