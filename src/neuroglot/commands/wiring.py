"""From a function whose parameters are option dataclasses to a Typer command.

A field without a default is an argument, any other an option; the help is the text in its `Annotated` type. Tuples of
strings are given with commas, as an argument one by one. An option that several dataclasses share is given once.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer

from neuroglot.answer import Answer
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import canonical

Deliver = Callable[[Callable[[], Answer], bool], None]
"""Runs a command and shows its answer, as JSON if the second argument says so."""


def as_command(function: Callable[..., Answer], deliver: Deliver) -> Callable[..., None]:
    """The Typer callback for a command function; `--json` is added."""
    groups = {name: hint for name, hint in get_type_hints(function).items() if name != "return"}

    def callback(**given: Any) -> None:
        as_json = given.pop("as_json")

        def run() -> Answer:
            return function(**{name: _build(group, given) for name, group in groups.items()})

        deliver(run, as_json)

    named = [_parameter(*field) for group in groups.values() for field in _fields(group)]
    parameters = _once(named)
    as_json = Annotated[bool, typer.Option("--json", help="one JSON document on standard output")]
    parameters.append(inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=as_json))
    order = sorted(parameters, key=lambda parameter: parameter.default is not inspect.Parameter.empty)
    callback.__signature__ = inspect.Signature(order)  # type: ignore[attr-defined]
    callback.__annotations__ = {parameter.name: parameter.annotation for parameter in order}
    return callback


def _once(parameters: list[inspect.Parameter]) -> list[inspect.Parameter]:
    """Groups may share an option (a seed): it is given once, to all of them, so they must agree on its default."""
    kept: dict[str, inspect.Parameter] = {}
    for parameter in parameters:
        first = kept.setdefault(parameter.name, parameter)
        if first.default != parameter.default:
            raise TypeError(f"--{parameter.name} has two defaults, {first.default} and {parameter.default}")
    return list(kept.values())


def _fields(group: type[Any]) -> list[tuple[dataclasses.Field[Any], Any, str]]:
    """Each field with its type and its help."""
    hints = get_type_hints(group, include_extras=True)
    return [(field, *get_args(hints[field.name])[:2]) for field in dataclasses.fields(group)]


def _build(group: type[Any], given: dict[str, Any]) -> Any:
    values = {}
    for field, base, _ in _fields(group):
        value = given[field.name]
        if get_origin(base) is tuple:
            parts = value.split(",") if isinstance(value, str) else value
            value = tuple(part.strip() for part in parts if part.strip())
        values[field.name] = _languages(value) if field.name == "languages" else value
    return group(**values)


def _languages(names: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tuple(dict.fromkeys(canonical(name) for name in names))
    except ValueError as error:
        raise NeuroglotError(str(error)) from error


def _parameter(field: dataclasses.Field[Any], base: Any, text: str) -> inspect.Parameter:
    name = field.name.replace("_", "-")
    default: Any = field.default
    if default is dataclasses.MISSING:
        kind = list[str] if get_origin(base) is tuple else base
        annotation: Any = Annotated[kind, typer.Argument(metavar=name.upper(), help=text, show_default=False)]
        return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)
    if get_origin(base) is tuple:
        default = ",".join(default)
        annotation = Annotated[str, typer.Option(f"--{name}", help=f"{text}; with commas")]
    elif base is bool and default is True:
        annotation = Annotated[bool, typer.Option(f"--{name}/--no-{name}", help=text)]
    else:
        annotation = Annotated[base, typer.Option(f"--{name}", help=text)]
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
