"""Methods, constants, instance variables, symbols and keywords in Ruby."""

from __future__ import annotations

import re

from neuroglot.languages.renaming.book import Book, declared, kind_of
from neuroglot.languages.renaming.library import library_globals, word_set
from neuroglot.languages.renaming.ruby_types import evaluate
from neuroglot.languages.renaming.spots import LOCAL, Spot
from neuroglot.languages.renaming.steps import Step
from neuroglot.languages.renaming.types import Kind, is_own, lineage

_ASKED_FOR = word_set(
    """
    initialize to_s inspect each call hash eql equal coerce to_str to_a to_ary to_h to_hash to_proc to_i to_f
    to_sym method_missing respond_to_missing included inherited extended prepended new succ pred initialize_copy
    message main respond_to marshal_dump marshal_load const_missing method_added each_pair backtrace run setup
    teardown
    """
)
_ATTRIBUTES = ("attr_accessor", "attr_reader", "attr_writer", "attr")
_NAMING = word_set(
    """
    method send public_send __send__ respond_to? define_method instance_method private public protected
    module_function private_class_method public_class_method alias_method attr_accessor attr_reader attr_writer
    attr inject reduce public_method remove_method undef_method private_constant
    define_singleton_method enum_for to_enum method_defined?
    """
)
_RECORDS = frozenset(("Struct", "Data", "OpenStruct"))
_REFLECTS = word_set(
    """
    send public_send __send__ instance_variable_get instance_variable_set instance_variables const_get eval
    instance_eval class_eval binding define_method methods instance_methods
    """
)


def note(book: Book) -> None:
    """Spots for everything but locals, and the names that have to stay."""
    _gather(book)
    book.settled = True
    attributes = {name for name, _ in _symbols(book, _ATTRIBUTES)}
    for step in book.steps:
        kind = step.kind
        if kind in ("instance_variable", "class_variable", "global_variable"):
            _note_variable(book, step, attributes)
        elif kind == "constant":
            _note_constant(book, step)
        elif kind == "identifier" and id(step) not in book.bound:
            _note_method(book, step)
        elif kind in ("simple_symbol", "bare_symbol"):
            _note_symbol(book, step)
        elif kind == "hash_key_symbol":
            _note_keyword(book, step)
    _keep_reflected(book)


def _base(name: str) -> str:
    return name.rstrip("?!=")


def _gather(book: Book) -> None:
    librarys = library_globals("ruby")
    for step in book.steps:
        if step.kind in ("class", "module") and step.inner.owner:
            name = step.inner.owner
            kind = kind_of(book, name)
            base = step.child("superclass")
            if base is not None:
                text = base.named()[0].text
                kind.bases.append(text.split("::")[-1])
            if name in librarys:
                kind.foreign = True
            else:
                book.reading.declared.add(("constant", name))
        elif step.kind == "assignment":
            left = step.child("left")
            if left is not None and left.kind == "constant" and left.text not in librarys:
                book.reading.declared.add(("constant", left.text))
                right = step.child("right")
                if right is not None and re.match(r"(?:Struct|Data|Class)\b", right.text):
                    book.kinds.setdefault(left.text, Kind(left.text, foreign=True))
    for step in book.steps:
        if step.kind in ("method", "singleton_method"):
            name_step = step.child("name")
            if name_step is not None and name_step.kind in ("identifier", "setter", "constant"):
                _declare(book, step, _base(name_step.text))
        elif step.kind == "alias":
            new = step.child("name")
            if new is not None:
                _declare(book, step, _base(new.text))
        elif step.kind == "call" and (name_step := step.child("method")) is not None and step.child("receiver") is None:
            kind_ = book.kinds.get(step.scope.nearest("class", "module", "program").owner)
            if name_step.text in ("include", "extend", "prepend") and kind_ is not None:
                arguments = step.child("arguments")
                kind_.bases += [one.text for one in (arguments.named() if arguments else [])]
    for name, step in _symbols(book, (*_ATTRIBUTES, "define_method", "alias_method", "define_singleton_method")):
        _declare(book, step, name)
    for kind in book.kinds.values():
        kind.foreign = kind.foreign or any(base not in book.kinds for base in kind.bases)


def _declare(book: Book, step: Step, name: str) -> None:
    owner = step.scope.nearest("class", "module", "program", "singleton_class").owner
    if owner in book.kinds:
        book.kinds[owner].members.add(name)
    kind_of(book, "").members |= {name} if not owner else set()
    book.reading.declared.add(("method", name))
    if name in _ASKED_FOR:
        book.reading.fixed.add(("method", name))
    if owner in library_globals("ruby") and name in book.known:
        book.reading.fixed.add(("method", name))


def _symbols(book: Book, methods: tuple[str, ...]) -> list[tuple[str, Step]]:
    """The symbols that are given to these methods."""
    return [
        (_base(step.text.lstrip(":")), step)
        for step in book.steps
        if step.kind == "simple_symbol" and _method_given(step) in methods
    ]


def _method_given(step: Step) -> str:
    call = step.parent.parent if step.above == "argument_list" and step.parent else None
    name = call.child("method") if call is not None and call.kind == "call" else None
    return name.text if name is not None else ""


def _spot(book: Book, step: Step, name: str, group: str, linked: bool = False) -> None:
    start = step.start + len(step.text.encode()) - len(step.text.lstrip(":@$").encode())
    book.reading.spots.append(Spot(start, start + len(name.encode()), name, group, linked))


def _note_variable(book: Book, step: Step, attributes: set[str]) -> None:
    name = step.text.lstrip("@$")
    if step.kind == "global_variable":
        if name in library_globals("ruby") or not re.fullmatch(r"[a-zA-Z_]\w+|[a-z]", name):
            return
        group = "global"
    else:
        group = "class variable" if step.kind == "class_variable" else "method" if name in attributes else "instance"
    book.reading.declared.add((group, name))
    _spot(book, step, name, group)


def _note_constant(book: Book, step: Step) -> None:
    if not declared(book, step.text, "constant"):
        return
    parent = step.parent
    if parent is not None and parent.kind == "scope_resolution" and step.field == "name":
        scope = parent.child("scope")
        first = scope.text.split("::")[-1] if scope else ""
        if scope is not None and not declared(book, first, "constant") and scope.kind != "self":
            return
    if parent is not None and parent.kind == "call" and step.field == "method":
        return
    _spot(book, step, step.text, "constant")


def _note_method(book: Book, step: Step) -> None:
    parent, name = step.parent, _base(step.text)
    if parent is None or not declared(book, name, "method"):
        return
    own: bool | None = True
    if parent.kind == "call" and step.field == "method" and parent.child("receiver") is not None:
        kind = evaluate(book, parent.child("receiver"))
        own = None if kind is None else is_own(book.kinds, kind, name)
    elif step.field != "name" and parent.kind not in ("alias", "undef", "setter"):
        own = _called_bare(book, step, name)
    _use(book, step, name, own)


def _use(book: Book, step: Step, name: str, own: bool | None) -> None:
    if own is False:
        return
    if own is None and name in book.known:
        book.reading.fixed.add(("method", name))
    _spot(book, step, name, "method")


def _called_bare(book: Book, step: Step, name: str) -> bool:
    scope = step.scope
    while scope.parent is not None:
        if scope.owner and any(name in kind.members for kind in lineage(book.kinds, scope.owner)):
            return True
        scope = scope.parent
    return ("" in book.kinds and name in book.kinds[""].members) or name not in book.known


def _note_symbol(book: Book, step: Step) -> None:
    name = _base(step.text.lstrip(":").lstrip("@"))
    given = _method_given(step)
    if given in _RECORDS or (given == "new" and _is_record(step)) or given == "define":
        book.reading.fixed.add(("method", name))
    elif given in _NAMING or step.above == "block_argument":
        if declared(book, name, "method"):
            _use(book, step, name, True if given in _ATTRIBUTES else None)
    elif not book.words.isdisjoint(_REFLECTS):
        book.reading.fixed |= {("method", name), ("instance", name), ("constant", name)}


def _is_record(step: Step) -> bool:
    call = step.up("call")
    owner = call.child("receiver") if call else None
    return owner is not None and owner.text in _RECORDS


def _note_keyword(book: Book, step: Step) -> None:
    """A keyword at a call follows the parameter of the program's own method that it names."""
    pair = step.parent
    name = step.text
    if pair is None or pair.kind == "keyword_pattern":
        if pair is not None and len(pair.children) < 3:
            book.reading.fixed |= {(LOCAL, name)}
        if declared(book, name, "method"):
            book.reading.fixed.add(("method", name))
        return
    parameters = {
        one.text
        for other in book.steps
        if other.kind == "keyword_parameter"
        for one in [other.child("name")]
        if one is not None
    }
    if name not in parameters:
        return
    call = pair.parent.parent if pair.above == "argument_list" and pair.parent else None
    method = call.child("method") if call is not None and call.kind == "call" else None
    called = method.text if method is not None else ""
    if (call is not None and call.kind in ("super", "yield")) or called in ("call", "()", ""):
        book.reading.fixed.add((LOCAL, name))
    elif called == "new" or declared(book, _base(called), "method"):
        receiver = call.child("receiver") if call is not None else None
        if (called == "new" and receiver is not None and evaluate(book, receiver) is None) or len(pair.children) < 3:
            book.reading.fixed.add((LOCAL, name))
        else:
            _spot(book, step, name, LOCAL, linked=True)


def _keep_reflected(book: Book) -> None:
    if not book.words.isdisjoint(_REFLECTS):
        groups = ("method", "instance", "constant", "class variable")
        book.reading.fixed |= {(group, name) for name in book.quoted for group in groups}
        if not book.words.isdisjoint(("eval", "binding", "instance_eval", "class_eval")):
            book.reading.fixed |= {(LOCAL, name) for name in book.quoted}
    splat = any(step.kind == "hash_splat_argument" for step in book.steps)
    if splat:
        book.reading.fixed |= {(LOCAL, step.text) for step in book.steps if step.kind == "hash_key_symbol"}
        book.reading.fixed |= {(LOCAL, step.text.lstrip(":")) for step in book.steps if step.kind == "simple_symbol"}
