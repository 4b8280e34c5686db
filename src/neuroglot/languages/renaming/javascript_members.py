"""Members in JavaScript: of classes, of functions called with `new`, and of objects that are records, not tables."""

from __future__ import annotations

import re

from neuroglot.languages.renaming.book import Book, declared, kind_of, member, spot
from neuroglot.languages.renaming.javascript_types import RECORD, evaluate, this_type
from neuroglot.languages.renaming.library import library_words, word_set
from neuroglot.languages.renaming.steps import Step
from neuroglot.languages.renaming.types import Kind, add_member, is_own

_PROTOCOL = word_set(
    """
    constructor toString valueOf toJSON toLocaleString prototype length then __proto__
    """
)
_ITERATES = frozenset(["next", "done", "value", "return", "throw"])
_DATA = word_set(
    """
    length size name message stack cause index input groups value done lastIndex source flags description status
    reason
    """
)
_SHOWS_KEYS = re.compile(
    r"\bObject\s*\.\s*(?:keys|entries|fromEntries|getOwn\w+|defineProp\w+|hasOwn)|\bJSON\b|\bhasOwnProperty\b|"
    r"\bReflect\b|\bProxy\b|\bfor\s*\([^;()]*\bin\b|\bconsole\s*\.\s*(?:table|dir)\b"
)
_RUNS = frozenset(("eval", "Function", "with"))
_STORES = word_set("push unshift add set concat fill splice resolve enqueue from of")
_PRINTS = re.compile(r"console\s*\.\s*\w+|util\s*\.\s*inspect")


def note(book: Book) -> None:
    """Spots for members, and the names that have to stay."""
    book.kinds[RECORD.name] = Kind(RECORD.name, closed=True)
    for step in book.steps:
        if step.kind in ("class_declaration", "class"):
            _note_class(book, step)
        elif step.kind == "new_expression":
            _note_maker(book, step)
    for step in book.steps:
        if step.kind in ("assignment_expression", "augmented_assignment_expression"):
            _note_assigned(book, step)
    _note_records(book)
    book.settled = True
    for step in book.steps:
        if step.kind in ("property_identifier", "private_property_identifier"):
            _note_property(book, step)
        elif step.kind in ("shorthand_property_identifier", "shorthand_property_identifier_pattern"):
            is_shared = declared(book, step.text, "member") and step.text in book.known
            if is_shared and _own(book, step, _taken_apart(book, step)) is None:
                book.reading.fixed.add(("member", step.text))
        elif step.kind == "call_expression":
            _keep_printed(book, step)
    _keep_reflected(book)


def _note_class(book: Book, step: Step) -> None:
    kind = kind_of(book, step.inner.owner)
    heritage = next(iter(step.of_kind("class_heritage")), None)
    if heritage is not None:
        base = heritage.named()[0]
        binding = book.bound.get(id(base))
        if binding is not None and not binding.library:
            kind.bases.append(base.text)
        else:
            kind.foreign = True
    body = step.child("body")
    for one in body.of_kind("method_definition", "field_definition") if body else []:
        name = one.child("name", "property")
        if name is not None and name.kind.endswith("property_identifier") and name.text != "constructor":
            _declare(book, kind, name, one.child("value") if one.kind == "field_definition" else one)


def _declare(book: Book, kind: Kind, name: Step, value: Step | None) -> None:
    text = name.text.removeprefix("#")
    add_member(kind, text, value)
    book.reading.declared.add(("member", text))
    is_hook = kind.foreign and text in library_words("javascript")
    iterates = text in _ITERATES and not book.words.isdisjoint(("iterator", "asyncIterator"))
    if name.kind != "private_property_identifier" and (text in _PROTOCOL or iterates or is_hook):
        book.reading.fixed.add(("member", text))


def _note_maker(book: Book, step: Step) -> None:
    made = step.child("constructor")
    binding = book.bound.get(id(made)) if made else None
    if made is not None and binding is not None and not binding.library:
        functions = ("function_declaration", "function_expression")
        if any(isinstance(one, Step) and one.kind in functions for one in binding.values):
            kind_of(book, made.text)


def _note_assigned(book: Book, step: Step) -> None:
    """Members that come to be by `this.x = ...`, `A.prototype.x = ...` and `a.x = ...`."""
    left = step.child("left")
    if left is None or left.kind != "member_expression":
        return
    owner, name = left.child("object"), left.child("property")
    if owner is None or name is None:
        return
    kind = this_type(book, owner) if owner.kind == "this" else evaluate(book, owner)
    if owner.text.endswith(".prototype") and (kind is None or kind.name not in book.kinds):
        book.reading.declared.add(("member", name.text))
        if name.text in library_words("javascript"):
            book.reading.fixed.add(("member", name.text))
        kind_of(book, "prototypes").members.add(name.text)
    elif kind is not None and kind.name in book.kinds:
        _declare(book, book.kinds[kind.name], name, step.child("right"))
    elif owner.kind == "this" or _is_function(book, owner):
        _declare(book, book.kinds[RECORD.name], name, step.child("right"))


def _is_function(book: Book, step: Step) -> bool:
    """Whether a name is a function of the program's own, which may have members too."""
    binding = book.bound.get(id(step))
    return (
        binding is not None
        and not binding.library
        and bool(binding.values)
        and all(isinstance(one, Step) and "function" in one.kind for one in binding.values)
    )


def _note_records(book: Book) -> None:
    """Keys of object literals that are read by name: then the object is a record, and its keys are names."""
    read = {
        step.text
        for step in book.steps
        if (step.kind == "property_identifier" and step.above in ("member_expression", "pair_pattern"))
        or step.kind == "shorthand_property_identifier_pattern"
    }
    keys_shown = bool(_SHOWS_KEYS.search(book.root.text))
    for step in book.steps:
        if step.kind != "object":
            continue
        stays = keys_shown or _is_table(book, step) or _is_handed_over(book, step)
        for one in step.named():
            key = one.child("key", "name") if one.kind in ("pair", "method_definition") else one
            if key is None or key.kind not in ("property_identifier", "shorthand_property_identifier"):
                continue
            if key.text in read:
                _declare(book, book.kinds[RECORD.name], key, one.child("value"))
                if stays:
                    book.reading.fixed.add(("member", key.text))
            elif stays and declared(book, key.text, "member"):
                book.reading.fixed.add(("member", key.text))


def _is_table(book: Book, step: Step) -> bool:
    """Whether a variable that holds the object is read by computed keys."""
    name = step.parent.child("name", "left") if step.parent else None
    binding = book.bound.get(id(name)) if name else None
    if binding is None:
        return False
    return any(
        one.kind == "subscript_expression"
        and (owner := one.child("object")) is not None
        and book.bound.get(id(owner)) is binding
        for one in book.steps
    )


def _is_handed_over(book: Book, step: Step) -> bool:
    """Whether the object is an argument of a library's function that reads its keys."""
    call = step.parent.parent if step.above == "arguments" and step.parent else None
    function = call.child("function", "constructor") if call else None
    if function is None:
        return False
    if function.kind == "identifier":
        binding = book.bound.get(id(function))
        return binding is None or binding.library
    name = function.child("property")
    if name is None or name.text in _STORES:
        return False
    owner = function.child("object")
    return owner is not None and evaluate(book, owner) is not None and not declared(book, name.text, "member")


def _own(book: Book, step: Step, owner: Step | None) -> bool | None:
    """Whether a name behind a dot is the program's own."""
    text = step.text
    if "prototypes" in book.kinds and text in book.kinds["prototypes"].members:
        return True
    own = is_own(book.kinds, evaluate(book, owner), text) if owner else None
    if own is False and owner is not None and _is_function(book, owner):
        own = None if text in library_words("javascript") else True
    if own is None and text in book.known and text not in _DATA:
        is_method = any(one is None or "function" in one.kind or "method" in one.kind for one in _values(book, text))
        is_called = bool(step.parent and step.parent.field == "function")
        own = None if is_method else not is_called
    return own


def _values(book: Book, name: str) -> list[Step | None]:
    return [one for kind in book.kinds.values() for one in kind.values.get(name, [])]


def _note_property(book: Book, step: Step) -> None:
    parent, text = step.parent, step.text.removeprefix("#")
    if parent is None or not declared(book, text, "member"):
        return
    if step.kind == "private_property_identifier":
        spot(book, step, text, "member")
    elif parent.kind == "member_expression":
        member(book, step, text, _own(book, step, parent.child("object")))
    elif parent.kind == "pair_pattern":
        member(book, step, text, _own(book, step, _taken_apart(book, step)))
    elif parent.kind in ("method_definition", "field_definition", "pair"):
        spot(book, step, text, "member")


def _taken_apart(book: Book, step: Step) -> Step | None:
    """The value that a pattern takes apart, where the pattern is not inside another."""
    pattern = step.up("object_pattern")
    holder = pattern.parent if pattern else None
    return holder.child("value", "right") if holder and holder.kind in _HOLDS else None


_HOLDS = ("variable_declarator", "assignment_expression")


def _keep_printed(book: Book, step: Step) -> None:
    """An object that is printed shows its keys and its class."""
    function, arguments = step.child("function"), step.child("arguments")
    if function is None or arguments is None or not _PRINTS.fullmatch(function.text):
        return
    for one in arguments.named():
        kind = evaluate(book, one)
        while kind is not None and kind.inside:
            kind = kind.inside[0]
        if kind is not None and kind.name in book.kinds:
            book.reading.fixed |= {("member", name) for name in book.kinds[kind.name].members}
            book.reading.fixed |= {("outer", kind.name), ("local", kind.name)}


def _keep_reflected(book: Book) -> None:
    """Names that the program reaches through strings."""
    texts = [step.text for step in book.steps if step.kind == "string_fragment"]
    names = {text for text in texts if re.fullmatch(r"[A-Za-z_$][\w$]*", text)}
    computed = any(step.kind in ("subscript_expression", "computed_property_name") for step in book.steps)
    if computed or _SHOWS_KEYS.search(book.root.text):
        book.reading.fixed |= {("member", name) for name in names}
    if not book.words.isdisjoint(_RUNS):
        words = {word for text in texts for word in re.findall(r"\w+", text)}
        book.reading.fixed |= {(group, name) for name in words for group in ("local", "outer", "member")}
