"""Members, keyword arguments and reflection in Python: what a name behind a dot or before `=` in a call belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from neuroglot.languages.docstrings import string_statements
from neuroglot.languages.renaming.book import Book, declared, kind_of, member, spot
from neuroglot.languages.renaming.library import library_words, word_set
from neuroglot.languages.renaming.python_types import called, callee, evaluate, fields_of, parameters_of
from neuroglot.languages.renaming.scopes import Binding
from neuroglot.languages.renaming.spots import Spot
from neuroglot.languages.renaming.steps import Step, below
from neuroglot.languages.renaming.types import Kind, add_member, is_own

_REFLECTS = word_set(
    """
    getattr setattr hasattr delattr vars locals globals eval exec attrgetter methodcaller asdict fields __dict__
    __slots__ __all__ __getattr__ __setattr__ __getattribute__ __annotations__ __match_args__ _asdict
    """
)
_MAKERS = ("__init_subclass__", "__new__", "__init__", "__prepare__")
_BY_NAME = ("getattr", "setattr", "hasattr", "delattr")
_RUNS = frozenset(("eval", "exec", "locals", "vars", "format_map"))
_PLAIN_BASES = frozenset(("object", "ABC", "Generic", "Protocol", "metaclass"))
_DATA = word_set(
    """
    real imag numerator denominator args name value start stop step errno filename code
    """
)
_HOOKS = ("visit_", "generic_visit", "do_", "test", "handle_", "setUp", "tearDown", "depart_")
_SMALL = word_set("NamedTuple typing object ABC abc Generic Protocol Exception T")
_THROWN = ("Exception", "Error", "Warning")
_SMALL_MEMBERS = word_set("args with_traceback add_note count index errno filename code")
_FORWARDS = word_set("partial partialmethod submit replace _replace apply_async call_soon to_thread")
_NAME = re.compile(r"[^\W\d][\w.]*")


def note(book: Book) -> None:
    """Spots for members and keyword arguments, and the names that have to stay."""
    for step in book.steps:
        binding = book.bound.get(id(step))
        if binding is not None and binding.name.startswith("__") and binding.name.endswith("__"):
            binding.library = True
    for step in book.steps:
        if step.kind == "class_definition":
            _note_class(book, step)
    for step in book.steps:
        _note_assigned(book, step)
    book.settled = True
    for step in book.steps:
        if step.kind == "attribute":
            _note_attribute(book, step)
        elif step.kind == "dotted_name" and "import" not in step.above and "alias" not in step.above:
            _note_dotted(book, step)
        elif step.kind == "keyword_pattern":
            member(book, step.named()[0], step.named()[0].text, None if step.named()[0].text in _DATA else True)
        elif step.kind == "keyword_argument":
            _note_keyword(book, step)
        elif step.kind == "interpolation" and any(one.kind == "=" for one in step.children):
            _keep_shown(book, step)
    _keep_reflected(book)


def _note_class(book: Book, step: Step) -> None:
    name = step.inner.owner
    kind = kind_of(book, name)
    bases = step.child("superclasses")
    for base in bases.named() if bases else []:
        base = base.child("value") or base if base.kind == "subscript" else base
        binding = book.bound.get(id(base))
        plain = re.findall(r"\w+", base.text)[-1:] if base.kind != "keyword_argument" else ["metaclass"]
        if binding is not None and not binding.library:
            kind.bases.append(base.text)
        elif not _PLAIN_BASES.issuperset(plain):
            kind.foreign = True
    told = bases.text if bases else ""
    for binding in step.inner.names.values():
        is_special = binding.name.startswith("_") and binding.name.endswith("_")
        if is_special:
            binding.library = True
            continue
        kind.members.add(binding.name)
        book.reading.declared.add(("member", binding.name))
        if _stays(book, binding, kind, told):
            book.reading.fixed.add(("member", binding.name))


def _stays(book: Book, binding: Binding, kind: Kind, bases: str) -> bool:
    """Whether a class's member is a library's by another name: an override, a key, a constant that is printed."""
    if not kind.foreign:
        return False
    if "TypedDict" in bases:
        return True
    if re.search(r"\b\w*(?:Enum|Flag)\b", bases):
        return bool(re.search(r"\.(?:name|__members__)\b", book.root.text))
    names = re.findall(r"\w+", bases)
    if all(one in _SMALL or one.endswith(_THROWN) or one in book.kinds for one in names):
        return binding.name in _SMALL_MEMBERS
    return binding.name in library_words("python") or binding.name.startswith(_HOOKS)


def _note_assigned(book: Book, step: Step) -> None:
    """Members that come to be by `self.x = ...`, and their values."""
    if step.kind not in ("assignment", "augmented_assignment", "for_statement", "as_pattern", "named_expression"):
        return
    left = step.child("left", "alias", "name")
    for one in below(left) if left else ():
        if one.kind != "attribute" or (one.up("subscript", "call") is not None and _inside(one, left)):
            continue
        owner, name = one.child("object"), one.child("attribute")
        kind = evaluate(book, owner) if owner else None
        if owner is None or name is None or kind is None or kind.name not in (*book.kinds, "function"):
            continue
        if not (name.text.startswith("__") and name.text.endswith("__")):
            book.reading.declared.add(("member", name.text))
            if kind.name in book.kinds:
                value = step.child("right") if one is left else None
                add_member(book.kinds[kind.name], name.text, step.child("type") or value)


def _inside(step: Step, left: Step | None) -> bool:
    """Whether an attribute is only a part of what is assigned to, as in `self.x[0] = ...`."""
    here = step.parent
    while here is not None and here is not left:
        if here.kind in ("subscript", "call", "attribute"):
            return True
        here = here.parent
    return here is not None and here.kind in ("subscript", "call", "attribute")


def _note_attribute(book: Book, step: Step) -> None:
    owner, name = step.child("object"), step.child("attribute")
    if owner is None or name is None:
        return
    text = name.text
    if not declared(book, text, "member"):
        return
    kind = evaluate(book, owner)
    own = is_own(book.kinds, kind, text)
    if kind is not None and kind.name == "function" and text not in library_words("python"):
        own = True
    if own is None and text not in _DATA:
        is_method = any(
            one.kind == "function_definition" for values in _values(book, text) for one in values if one is not None
        )
        is_called = step.field == "function" and step.above == "call"
        own = None if is_method else not is_called or text not in book.known
    member(book, name, text, own)


def _note_dotted(book: Book, step: Step) -> None:
    """The members in a pattern's value, such as `Color.RED`."""
    first, *rest = step.of_kind("identifier")
    for one in rest[:1]:
        member(book, one, one.text, is_own(book.kinds, evaluate(book, first), one.text))


def _values(book: Book, name: str) -> Iterator[list[Step | None]]:
    for step in book.steps:
        if step.kind == "class_definition" and ("", name) in step.inner.names:
            yield [one for one in step.inner.names["", name].values if isinstance(one, Step)]


def _note_keyword(book: Book, step: Step) -> None:
    """A keyword argument follows the parameter, or the field, that it names."""
    name = step.child("name")
    call = step.up("call", "class_definition")
    if name is None or call is None:
        return
    text = name.text
    function = call.child("function")
    if call.kind == "class_definition" or function is None:
        targets: list[Step] | None = [one for name in _MAKERS for one in called(book, name)]
    elif function.text.split(".")[-1] in _FORWARDS:
        targets = None
        everywhere = parameters_of(book, None) | fields_of(book, None)
        if text in everywhere and callee(book, function) == []:
            spot(book, name, text, "local" if text in parameters_of(book, None) else "member", linked=True)
            return
    else:
        targets = callee(book, function)
    if targets is None:
        if text in parameters_of(book, None) | fields_of(book, None):
            book.reading.fixed |= {("local", text), ("member", text)}
        return
    if any(text in parameters_of(book, one) for one in targets):
        spot(book, name, text, "local", linked=True)
    elif any(text in fields_of(book, one) for one in targets):
        spot(book, name, text, "member", linked=True)


def _keep_shown(book: Book, step: Step) -> None:
    """`f"{x=}"` prints the names that it is made of."""
    for one in below(step):
        if one.kind == "identifier":
            book.reading.fixed |= {("local", one.text), ("outer", one.text), ("member", one.text)}


def _keep_reflected(book: Book) -> None:
    """Names that the program reaches through strings."""
    splat = [step for step in book.steps if step.kind == "dictionary_splat" and _is_given(book, step)]
    if not splat and book.words.isdisjoint(_REFLECTS):
        return
    comments = [(one.start_byte, one.end_byte) for one in string_statements(book.root.node)]
    texts = [
        step.text
        for step in book.steps
        if step.kind == "string_content" and not any(start <= step.start < end for start, end in comments)
    ]
    names = {part for text in texts if _NAME.fullmatch(text) for part in text.split(".")}
    if not book.words.isdisjoint(_RUNS | {"__slots__"}) or _is_computed(book):
        names |= {word for text in texts for word in re.findall(r"\w+", text)}
    if splat:
        names |= {
            one.text
            for step in book.steps
            if step.kind == "keyword_argument" and step.up("call") and step.up("call").text.startswith("dict(")  # type: ignore[union-attr]
            for one in [step.child("name")]
            if one
        }
    groups = ["outer", "member"] + (["local"] if splat or not book.words.isdisjoint(_RUNS) else [])
    book.reading.fixed |= {(group, name) for group in groups for name in names}


def _is_given(book: Book, step: Step) -> bool:
    """Whether `**x` hands over a dictionary, and not what the function was called with itself."""
    if step.above != "argument_list":
        return False
    names = {name.text for one in book.steps if one.kind == "dictionary_splat_pattern" for name in one.named()}
    return step.named()[0].text not in names


def _is_computed(book: Book) -> bool:
    """Whether an attribute's name is computed, as in `getattr(self, "on_" + event)`."""
    calls = [step for step in book.steps if step.kind == "call" and (step.child("function") or step).text in _BY_NAME]
    for call in calls:
        arguments = call.child("arguments")
        given = arguments.named() if arguments else []
        if len(given) > 1 and (
            given[1].kind != "string" or any(one.kind == "interpolation" for one in below(given[1]))
        ):
            return True
    return False


def privates(book: Book) -> None:
    """Names that begin with two underscores are told apart by their class, as the language itself does."""
    owners = {}
    for step in book.steps:
        if step.kind == "identifier" and step.text.startswith("__") and not step.text.endswith("__"):
            owner = step.scope.nearest("class").owner.lstrip("_")
            if owner:
                owners[step.start] = f"_{owner}{step.text}"
    spots = [replace(one, name=owners.get(one.start, one.name)) for one in book.reading.spots]
    names = {one.name for one in spots if one.start in owners}
    for step in book.steps:
        if step.kind == "identifier" and step.field == "attribute" and step.text in names:
            spots.append(Spot(step.start, step.end, step.text, "member"))
    book.reading.spots = spots
    book.reading.declared |= {("member", name) for name in names}
