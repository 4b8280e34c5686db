"""Java: a compiler that stays, inside the sandbox, and a launcher that calls main."""

from __future__ import annotations

import re

import tree_sitter
import tree_sitter_java

from neuroglot.core.verdicts import Program
from neuroglot.execution.files import unpack
from neuroglot.execution.recipe import Build, BuildError, Recipe, harness
from neuroglot.execution.worker import Worker

JVM = (
    "-Xmx256m", "-Xss16m", "-XX:ActiveProcessorCount=2", "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=64m",
    "-XX:MaxMetaspaceSize=128m", "-XX:CompressedClassSpaceSize=64m", "-Xshare:auto", "-XX:-UsePerfData",
)  # fmt: skip
_SOURCES = ("Launcher.java", "CompileServer.java")
_CLASS_NAME = re.compile(r"[\w$]+(?:\.[\w$]+)*")


def _prepare(worker: Worker) -> dict[str, bytes]:
    sources = " ".join(f"/box/{name}" for name in _SOURCES)
    command = f"cd /tmp && javac {' '.join(f'-J{flag}' for flag in JVM)} -d /tmp/out {sources} && tar -C /tmp/out -c ."
    archive = worker.make(command, {name: harness(name) for name in _SOURCES})
    return unpack(archive, "java/")


def main_class(text: str) -> str:
    """The class that holds the last `static void main`: tests come last. `Main` where no class has one."""
    language = tree_sitter.Language(tree_sitter_java.language())
    cursor = tree_sitter.QueryCursor(tree_sitter.Query(language, "(method_declaration) @method"))
    found = "Main"
    data = text.encode()
    methods = cursor.captures(tree_sitter.Parser(language).parse(data).root_node).get("method", [])
    for method in sorted(methods, key=lambda node: node.start_byte):
        name, owner = method.child_by_field_name("name"), method.parent and method.parent.parent
        modifiers = data[method.start_byte : name.start_byte if name else method.start_byte]
        if name is not None and name.text == b"main" and re.search(rb"\bstatic\b", modifiers) and owner is not None:
            title = owner.child_by_field_name("name")
            found = title.text.decode() if title is not None and title.text else found
    return found


def _build(worker: Worker, program: Program) -> Build:
    name = main_class(program.text)
    classes = worker.compile_java(name, program.text)
    for title in classes:
        if not _CLASS_NAME.fullmatch(title):
            raise BuildError(f"not a class name: {title[:100]!r}")
    if name not in classes:
        raise BuildError(f"no class {name} with a main method")
    files = {f"{title.replace('.', '/')}.class": data for title, data in classes.items()}
    return Build(files, ("/usr/bin/env", "java", *JVM, "-ea", "-cp", "/support/java:/box", "neuroglot.Launcher", name))


JAVA = Recipe("java", _build, _prepare, commands=("java", "javac"), flags=" ".join(JVM), compiled=True)
