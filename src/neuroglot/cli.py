"""The command line, from the table of commands. Options are the fields of each function's dataclasses."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import typer

from neuroglot.command_table import COMMANDS, GROUPS, IMPLIED, Command


def spelled_out(words: list[str]) -> list[str]:
    """The words with the command that is implied: `layers runs/mine` is `layers semantic runs/mine`."""
    if len(words) < 2 or words[0] not in IMPLIED or words[1] in ("-h", "--help"):
        return words
    if f"{words[0]} {words[1]}" in {command.name for command in COMMANDS}:
        return words
    return [words[0], IMPLIED[words[0]], *words[1:]]


def build(words: list[str]) -> typer.Typer:
    """The application. Only the command that the words name is loaded whole: help for the others needs no torch."""
    app = typer.Typer(
        name="neuroglot",
        help="Find where programming languages live inside a code language model, and prove it by experiment.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    groups = {
        name: typer.Typer(help=text, no_args_is_help=True, rich_markup_mode=None) for name, text in GROUPS.items()
    }
    for name, group in groups.items():
        app.add_typer(group, name=name)
    app.callback(invoke_without_command=True)(_version)
    groups["select"].callback(invoke_without_command=True)(_benchmark)
    given = [word for word in words if not word.startswith("-")]
    for command in COMMANDS:
        *group_name, name = command.name.split()
        wanted = given[: len(group_name) + 1] == [*group_name, name]
        owner = groups[group_name[0]] if group_name else app
        about = f"{command.summary}\n\n\b\nExample:\n  {command.example}"
        owner.command(name, help=about, short_help=command.summary)(_callback(command) if wanted else _later)
    return app


def _callback(command: Command) -> Any:
    from neuroglot.commands.wiring import as_command
    from neuroglot.console import deliver

    module, function = command.target.split(":")
    return as_command(getattr(import_module(module), function), deliver)


def _later() -> None:
    """Stands for a command that was not asked for."""


def _benchmark(
    context: typer.Context,
    benchmark: bool = typer.Option(
        False, "--benchmark", help="Try every method on small models whose language neurons are known."
    ),
    as_json: bool = typer.Option(False, "--json", help="With --benchmark: one JSON document on standard output."),
) -> None:
    if not benchmark and not as_json:
        return
    from neuroglot.console import deliver, fail

    if not benchmark or context.invoked_subcommand:
        fail(
            "give a method (neuroglot select pls RUN --json) or --benchmark alone (neuroglot select --benchmark --json)"
        )
    from neuroglot.commands.benchmark import benchmark as run

    deliver(run, as_json)


def _version(version: bool = typer.Option(False, "--version", help="Print the version and leave.")) -> None:
    if version:
        from importlib.metadata import version as version_of

        typer.echo(version_of("neuroglot"))
        raise typer.Exit


def main() -> None:
    """The entry point of the `neuroglot` command."""
    words = spelled_out(sys.argv[1:])
    build(words)(args=words)
