"""Test programs: values and calls as each language writes them, and the check that fails on a wrong result."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from neuroglot.corpora.bundled.render import DIALECTS
from neuroglot.corpora.bundled.tasks import Case, Task


def value(language: str, item: Any, kind: str) -> str:
    """A value of a task type, as the language writes it."""
    literal = DIALECTS[language].literal
    if kind == "ints" or kind == "strs":
        parts = [literal(part, "int" if kind == "ints" else "str") for part in item]
        return _list(language, parts, kind)
    if kind == "counts":
        return _map(language, item, literal)
    return literal(item, kind)


def _list(language: str, parts: list[str], kind: str) -> str:
    inner = ", ".join(parts)
    if language == "cpp":
        return f"{{{inner}}}"
    if language == "java":
        return f"new ArrayList<>(Arrays.asList({inner}))" if parts else "new ArrayList<>()"
    if language == "go":
        return ("[]int" if kind == "ints" else "[]string") + f"{{{inner}}}"
    return f"[{inner}]"


def _map(language: str, entries: dict[str, int], literal: Callable[[object, str], str]) -> str:
    forms = {
        "cpp": ("{{{}}}", "{{{}, {}}}"), "java": ("Map.of({})", "{}, {}"), "python": ("{{{}}}", "{}: {}"),
        "go": ("map[string]int{{{}}}", "{}: {}"), "javascript": ("{{ {} }}", "{}: {}"),
        "ruby": ("{{ {} }}", "{} => {}"), "php": ("[{}]", "{} => {}"),
    }  # fmt: skip
    whole, each = forms[language]
    inner = ", ".join(each.format(literal(k, "str"), v) for k, v in entries.items())
    return whole.format(inner).replace("{  }", "{}")


def call_text(task: Task, language: str, name: str, case: Case) -> tuple[str, str]:
    """A call of the function, and its result."""
    args = [value(language, item, kind) for item, (_, kind) in zip(case.arguments, task.params, strict=True)]
    return f"{name}({', '.join(args)})", value(language, case.result, task.returns)


def _lines(task: Task, language: str, name: str, cases: Sequence[Case], form: str) -> str:
    lines = []
    for case in cases:
        called, result = call_text(task, language, name, case)
        lines.append(form.replace("$CALL", called).replace("$RESULT", result).replace("$TEXT", json.dumps(called)))
    return "\n".join(lines)


def _cpp(task: Task, name: str, cases: Sequence[Case]) -> str:
    kind = DIALECTS["cpp"].types[task.returns]
    form = "    assert ($CALL == $RESULT);"
    if task.returns in ("ints", "strs", "counts"):
        form = f"    assert (($CALL == {kind}($RESULT)));"
    return f"#undef NDEBUG\n#include<assert.h>\nint main(){{\n{_lines(task, 'cpp', name, cases, form)}\n}}\n"


def _java(task: Task, name: str, cases: Sequence[Case]) -> str:
    form = "                s.$CALL == $RESULT"
    if task.returns in ("str", "ints", "strs", "counts"):
        form = "                s.$CALL.equals($RESULT)"
    lines = _lines(task, "java", name, cases, form).replace("\n", ",\n")
    return (
        "public class Main {\n    public static void main(String[] args) {\n        Solution s = new Solution();\n"
        f"        List<Boolean> correct = Arrays.asList(\n{lines}\n        );\n"
        "        if (correct.contains(false)) {\n            throw new AssertionError();\n        }\n    }\n}\n"
    )


def _python(task: Task, name: str, cases: Sequence[Case]) -> str:
    lines = _lines(task, "python", name, cases, "    assert $CALL == $RESULT")
    return f"\n\ndef check({name}):\n{lines}\n\n\ncheck({name})\n"


def _go(task: Task, name: str, cases: Sequence[Case]) -> str:
    form = "\tcheck($CALL, $RESULT)"
    verb = "%q" if task.returns in ("str", "strs") else "%v"
    lines = _lines(task, "go", name, cases, form)
    return (
        '\nfunc check(got, want any) {\n\tif fmt.Sprintf("' + verb + '", got) != fmt.Sprintf("' + verb + '", want) {\n'
        '\t\tpanic(fmt.Sprintf("got %v, want %v", got, want))\n\t}\n}\n'
        f"\nfunc main() {{\n{lines}\n}}\n"
    )


def _javascript(task: Task, name: str, cases: Sequence[Case]) -> str:
    test = "test" + name[0].upper() + name[1:]
    read = "JSON.stringify(value)"
    if task.returns == "counts":
        read = "JSON.stringify(Object.entries(value).sort())"
    lines = _lines(task, "javascript", name, cases, "  check($CALL, $RESULT);")
    return (
        f"\nconst {test} = () => {{\n  const show = (value) => {read};\n  const check = (got, want) => {{\n"
        "    if (show(got) !== show(want)) {\n      throw new Error(`got ${show(got)}, want ${show(want)}`);\n"
        f"    }}\n  }};\n{lines}\n}};\n\n{test}();\n"
    )


def _ruby(task: Task, name: str, cases: Sequence[Case]) -> str:
    form = "raise 'wrong result' unless $CALL == $RESULT"
    return "\n" + _lines(task, "ruby", name, cases, form) + "\n"


def _php(task: Task, name: str, cases: Sequence[Case]) -> str:
    sign = "!=" if task.returns == "counts" else "!=="
    form = f"if ($CALL {sign} $RESULT) {{\n    throw new \\Exception('wrong result');\n}}"
    return "\n" + _lines(task, "php", name, cases, form) + "\n"


TESTS: dict[str, Callable[[Task, str, Sequence[Case]], str]] = {
    "cpp": _cpp, "java": _java, "python": _python, "go": _go, "javascript": _javascript, "ruby": _ruby, "php": _php,
}  # fmt: skip
"""By language: a test program's text from the task, the function's name and the cases."""
