"""Which names a program declares, by others' words: each language's own compiler or parser, never tree-sitter."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
import symtable
from pathlib import Path

import pytest

from tests.java_programs import JAVA

SCOPERS = Path(__file__).parent / "scopers"
COMMANDS: dict[str, tuple[str, ...]] = {
    "java": (*JAVA, str(SCOPERS / "Scoper.java")),
    "go": ("go", "run", str(SCOPERS / "scoper.go"), "--"),
    "javascript": ("node", "--expose-internals", str(SCOPERS / "scoper.js")),
    "ruby": ("ruby", str(SCOPERS / "scoper.rb")),
    "php": ("php", str(SCOPERS / "scoper.php")),
}
SUFFIXES = {"java": "java", "go": "go", "javascript": "js", "ruby": "rb", "php": "php", "cpp": "cpp", "python": "py"}
_NOT_CHOSEN = {"_", "main", "<init>", "this", "constructor", "__construct", "__toString"}
_FILE = re.compile(r"DW_AT_decl_file\s*: (?:\(\w+\) )?(\d+)")
_NAMED = re.compile(r"DW_AT_name\s*: (?:\(\w+\) )?(?:\(.*?\): )?(\S+)")


def missing(language: str) -> str:
    """The command that a language's scoper needs and that is not here; empty where all are."""
    needed = {"python": (), "cpp": ("g++", "readelf")}.get(language) or COMMANDS.get(language, ())[:1]
    return next((command for command in needed if shutil.which(command) is None), "")


def declared_names(language: str, texts: list[str], folder: Path) -> list[set[str]]:
    """The names that each program declares, imports left out; skips the test by name where the scoper is missing."""
    if missing(language):
        pytest.skip(f"no independent scoper for {language}: {missing(language)} is not here")
    if language == "python":
        return [_python(text) for text in texts]
    files = []
    for number, text in enumerate(texts):
        path = folder / str(number) / f"Program.{SUFFIXES[language]}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        files.append(str(path))
    if language == "cpp":
        return [_cpp(file) for file in files]
    environment = {**os.environ, "GO111MODULE": "off"}
    done = subprocess.run(
        [*COMMANDS[language], *files], capture_output=True, text=True, check=False, env=environment, timeout=600
    )
    lines = done.stdout.splitlines()
    assert len(lines) == len(texts), f"{done.stdout[-500:]}\n{done.stderr[-2000:]}"
    return [set(line.split()) - _NOT_CHOSEN for line in lines]


def _python(text: str) -> set[str]:
    """By symtable, and by ast the attributes that are set and the names of keyword patterns and labels."""
    found: set[str] = set()
    tables = [symtable.symtable(text, "program", "exec")]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if (symbol.is_assigned() and not symbol.is_imported()) or symbol.is_parameter():
                found.add(symbol.get_name())
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found.add(node.attr)
    return {name for name in found if not (name.startswith("__") and name.endswith("__")) and not name.startswith(".")}


def _cpp(file: str) -> set[str]:
    """By the debug information that g++ writes: every name that the file itself declares, and macros by g++ -dM."""
    made = f"{file}.o"
    subprocess.run(["g++", "-std=c++17", "-w", "-g", "-c", file, "-o", made], check=True, timeout=300)
    listing = subprocess.run(["readelf", "--debug-dump=info", "-W", made], capture_output=True, text=True, check=True)
    entries = re.split(r"\n <\d+><", listing.stdout)
    files = {_FILE.search(entry)[1] for entry in entries if re.search(r": main\n", entry) and _FILE.search(entry)}
    found: set[str] = set()
    for entry in entries:
        name, file_number = _NAMED.search(entry), _FILE.search(entry)
        if name is not None and file_number is not None and file_number[1] in files:
            found |= set(re.findall(r"[A-Za-z_]\w*", name[1])[:1])
    macros = re.findall(r"^[ \t]*#[ \t]*define[ \t]+(\w+)", Path(file).read_text(), re.MULTILINE)
    own = set(re.findall(r"\w+", Path(file).read_text()))
    return (found & own | set(macros)) - {"operator", "main", "this", "auto", "int", "long", "char", "unsigned", "bool"}
