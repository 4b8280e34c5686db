"""Puts a rendered task into HumanEval-X's division of a program: prompt, solution, test; one row per language."""

from __future__ import annotations

import re
import textwrap
from dataclasses import replace

from neuroglot.core.corpus import Problem
from neuroglot.core.languages import title
from neuroglot.corpora.bundled.chains import stable
from neuroglot.corpora.bundled.harness import TESTS, call_text
from neuroglot.corpora.bundled.ir import Function, renamed
from neuroglot.corpora.bundled.render import DIALECTS, render
from neuroglot.corpora.bundled.render.notation import camel
from neuroglot.corpora.bundled.tasks import Task

IMPORTS: dict[str, tuple[tuple[str, str], ...]] = {
    "cpp": (
        (r"\b(sort|transform|copy_if|count_if|any_of|all_of|find|max_element|min_element|for_each|min|max|swap)\(|min<",
         "algorithm"),
        (r"\b(isupper|islower|isdigit|isalpha|toupper|tolower)\b", "cctype"),
        (r"\babs\(", "cstdlib"),
        (r"\bfunction<", "functional"),
        (r"back_inserter|istream_iterator", "iterator"),
        (r"\bmap<", "map"),
        (r"\b(accumulate|iota|partial_sum|adjacent_difference)\(", "numeric"),
        (r"istringstream", "sstream"),
        (r"\bstring\b|\bto_string\b", "string"),
        (r"\bvector<", "vector"),
    ),
    "java": ((r"", "java.util.*"), (r"Collectors|Stream\b|IntStream", "java.util.stream.*")),
    "python": (
        (r"\bCounter\(", "from collections import Counter"),
        (r"\breduce\(", "from functools import reduce"),
        (r"\baccumulate\(", "from itertools import accumulate"),
        (r"\b(List|Dict)\[", "typing"),
    ),
    "go": tuple((rf"\b{name}\.", name) for name in ("sort", "strconv", "strings", "unicode")),
}  # fmt: skip
"""What a program needs where its text matches."""

GO_USES = {"sort": "sort.Ints", "strconv": "strconv.Itoa", "strings": "strings.Fields", "unicode": "unicode.IsUpper"}


def needs(language: str, text: str) -> list[str]:
    """The headers, imports or packages that the text uses."""
    return [name for pattern, name in IMPORTS.get(language, ()) if re.search(pattern, text)]


def function_name(task: Task, language: str) -> str:
    """The function's name as the language likes it."""
    if language == "go":
        name = camel(task.name)
        return name[0].upper() + name[1:]
    return camel(task.name) if language in ("java", "javascript", "php") else task.name


def _typed(task: Task, language: str, form: str) -> str:
    dialect = DIALECTS[language]
    return ", ".join(form.format(name=dialect.identifier(name), type=dialect.types[kind]) for name, kind in task.params)


def _includes(language: str, text: str) -> str:
    names = needs(language, text)
    if language == "cpp":
        return "".join(f"#include <{name}>\n" for name in names) + "using namespace std;\n"
    if language == "java":
        return "".join(f"import {name};\n" for name in names) + "\nclass Solution {\n"
    if language == "go":
        if len(names) == 1:
            return f'import "{names[0]}"\n\n'
        return "import (\n" + "".join(f'\t"{name}"\n' for name in names) + ")\n\n" if names else ""
    if language == "python":
        typing = sorted(set(re.findall(r"\b(?:List|Dict)(?=\[)", text)))
        lines = [name for name in names if name != "typing"]
        lines += [f"from typing import {', '.join(typing)}"] if typing else []
        return "\n".join(lines) + "\n\n\n" if lines else ""
    return "<?php\n\n" if language == "php" else ""


def declaration(task: Task, language: str) -> str:
    """The line that begins the function."""
    name, returns = function_name(task, language), DIALECTS[language].types[task.returns]
    if language in ("cpp", "java"):
        start = "" if language == "cpp" else "    public "
        return f"{start}{returns} {name}({_typed(task, language, '{type} {name}')}) {{\n"
    if language == "python":
        return f"def {name}({_typed(task, language, '{name}: {type}')}) -> {returns}:\n"
    if language == "go":
        return f"func {name}({_typed(task, language, '{name} {type}')}) {returns} {{\n"
    if language == "javascript":
        return f"const {name} = ({_typed(task, language, '{name}')}) => {{\n"
    if language == "ruby":
        return f"def {name}({_typed(task, language, '{name}')})\n"
    return f"function {name}({_typed(task, language, '{type} {name}')}): {returns}\n{{\n"


def comment(language: str, text: str, indent: str = "") -> str:
    """The text as the language's doc comment, wrapped."""
    lines = [line for part in text.split("\n") for line in (textwrap.wrap(part, 96) or [""])]
    if language in ("python", "ruby", "go"):
        mark = "//" if language == "go" else "#"
        return "".join(f"{indent}{mark} {line}".rstrip() + "\n" for line in lines)
    begin, middle, end = {
        "cpp": ("/*", "", "*/"),
        "java": ("/**", "", " */"),
        "javascript": ("/* ", "  ", "*/"),
        "php": ("/**", " * ", " */"),
    }[language]
    if language == "javascript":
        return "/* " + "\n  ".join(lines) + "\n*/\n"
    return "\n".join([indent + begin, *(f"{indent}{middle}{line}".rstrip() for line in lines), indent + end]) + "\n"


def _closing(language: str) -> str:
    return {"python": "", "ruby": "end\n", "java": "    }\n"}.get(language, "}\n")


def solution(task: Task, function: Function, language: str) -> str:
    """What follows the prompt: the body, the end of the function, and helpers that stand after it."""
    depth = 2 if language == "java" else 1
    rendered = render(DIALECTS[language], function, depth)
    inner = "    " if language == "java" else ""
    after = "".join(f"{inner}{line}".rstrip() + "\n" for line in rendered.after)
    end = "}\n" if language == "java" else ""
    return "\n".join(rendered.body) + "\n" + _closing(language) + after + end


def _document(task: Task, language: str, examples: str) -> str:
    text = task.description + (f"\n{examples}" if examples else "")
    if language == "java":
        return comment(language, text, "    ")
    return comment(language, text)


def _prompt(task: Task, language: str, head: str, examples: str) -> str:
    begin = declaration(task, language)
    if language == "python":
        parts = f"{task.description}\n{examples}".strip().split("\n")
        body = "\n    ".join(line for part in parts for line in textwrap.wrap(part, 96))
        return f'{head}{begin}    """ {body}\n    """\n'
    if language == "cpp":
        return _document(task, language, examples) + head + begin
    return head + _document(task, language, examples) + begin


def examples_of(task: Task, language: str) -> str:
    """Two of the tests as `>>> f(...)` lines, as HumanEval-X's prompts show them."""
    chosen = sorted(task.cases, key=lambda case: len(repr(case.arguments)))[1:3]
    lines = []
    for case in chosen:
        called, result = call_text(task, language, function_name(task, language), case)
        lines += [f">>> {called}", result]
    return "\n".join(lines)


def problem(task: Task, language: str) -> Problem:
    """The task in one language."""
    solutions = tuple(solution(task, function, language) for function in task.functions)
    head = _includes(language, declaration(task, language) + "".join(solutions))
    with_examples = stable("examples", task.id, task.name) % 2 == 0
    examples = examples_of(task, language) if with_examples else ""
    name = function_name(task, language)
    test = TESTS[language](task, name, task.cases)
    if language == "go":
        uses = "".join(f"var _ = {GO_USES[package]}\n" for package in needs(language, "".join(solutions)))
        test = f"\n{uses}{test}"
    return Problem(
        task_id=f"{'CPP' if language == 'cpp' else title(language)}/{task.id}",
        task=f"bundled/{task.id}",
        language=language,
        description=task.description,
        prompt=_prompt(task, language, head, examples),
        declaration=head + declaration(task, language),
        solutions=solutions,
        test=test,
        test_setup='package main\n\nimport "fmt"\n\n' if language == "go" else "",
        example_test=TESTS[language](task, name, task.cases[:2]),
        family=task.family,
    )


def program(task: Task, function: Function, language: str) -> str:
    """One implementation as a whole program without comments or tests, with the imports that it needs itself.

    It stands alone, so it can have names of its own: implementations of one task need not agree on them.
    """
    position = task.functions.index(function)
    if position < len(task.aliases):
        function = renamed(function, task.aliases[position])
        task = replace(task, name=function.name, params=function.params)
    text = solution(task, function, language)
    start = declaration(task, language)
    package = "package main\n\n" if language == "go" else ""
    return package + _includes(language, start + text) + start + text
