"""Where a solution ends: sequences at which generation stops, and the part of a text that belongs to the solution."""

from __future__ import annotations

import re

from neuroglot.core.errors import NeuroglotError
from neuroglot.generation.braces import LANGUAGES as IN_BRACES
from neuroglot.generation.braces import braces
from neuroglot.languages import BY_NAME

_FENCE = "\n```"

STOPS: dict[str, tuple[str, ...]] = {
    "cpp": (
        *(_FENCE, "\nint main(", "\n#include", "\nusing namespace", "\n#undef", "\n/*", "\n//", "\nvoid test"),
        "\nTEST(",
    ),
    "java": (
        *(_FENCE, "public static void main(", "\npublic class", "\nclass Main", "\nclass Solution", "\nimport "),
        "\n//",
    ),
    "python": (
        *(_FENCE, "\nclass ", "\nif ", "\nfor ", "\nwhile ", "\nwith ", "\ntry:", "\nprint(", "\nassert ", "\nassert("),
        *("\ncheck(", "\ndef check(", "\ndef test", "\ndef main(", "\nimport ", "\nfrom ", "\nraise ", "\nexit("),
        *("\nMETADATA", "\n#", '\n"""', "\n'''", "\n>>>", "\n<"),
    ),
    "go": (
        *(_FENCE, "\nfunc main(", "\nfunc Test", "\nfunc Example", "\nfunc Benchmark", "\npackage ", "\nimport "),
        "\n//",
    ),
    "javascript": (
        *(_FENCE, "\nconsole.", "\nconst test", "\nfunction test", "\nmodule.exports", "\nexports.", "\nexport "),
        *("\nimport ", "\nconst assert", "\nassert", "\ndescribe(", "\ntest(", "\nit(", "\n(", "\n/*"),
        *("\n// Test", "\n// Example", "\n// Usage", "\n// The same in "),
    ),
    "ruby": (
        *(_FENCE, "\nputs ", "\nputs(", "\np ", "\np(", "\nprint ", "\nraise ", "\nassert", "\nrequire", "\nclass "),
        *("\nmodule ", "\nif ", "\ndescribe ", "\ndef test", "\ndef check", "\n#", "\n__END__", "\n=begin"),
    ),
    "php": (
        *(_FENCE, "\n<?php", "\n?>", "\necho ", "\nprint", "\nvar_dump(", "\nif (", "\nif(", "\nassert", "\nclass "),
        *("\nnamespace ", "\nrequire", "\nfunction test", "\nfunction main", "\n// Test"),
    ),
}
"""By language, what cannot be part of a solution: generation stops before it. Helper functions can."""


def stops(language: str) -> tuple[str, ...]:
    """The stop sequences of a language. Raises NeuroglotError for a language that has none."""
    if language not in STOPS:
        raise NeuroglotError(f"no stop sequences for {language!r}; there are some for {', '.join(STOPS)}")
    return STOPS[language]


def trim(language: str, prompt: str, text: str, finish: str = "stop") -> str:
    """The beginning of a continuation that belongs in `prompt + solution + test`.

    It is cut at the first stop sequence, then an unfinished tail is dropped. In languages with braces that is what
    follows the last brace that closes all that prompt and text have opened, unless everything is closed and the model
    ended the text itself (`finish` is `stop`); a brace that closes more than was opened is cut. A Java class that was
    left open is closed where the prompt ends inside a method; where it ends before its brace, the test closes the
    class. Ruby is cut behind the last `end` with which the program parses, Python before a last function without a
    body; where Python ended by length, its last function, or else its last line, is dropped.
    Raises NeuroglotError for a language without stop sequences.
    """
    found = [place for stop in stops(language) if (place := text.find(stop)) >= 0]
    cut = text[: min(found)] if found else text
    whole = finish == "stop" or bool(found)
    if language in IN_BRACES:
        return _balanced(language, prompt, cut, whole)
    if language == "ruby":
        return _ended(prompt, cut, whole)
    return _indented(cut, whole)


def _balanced(language: str, prompt: str, text: str, whole: bool) -> str:
    before = braces(language, prompt)
    both = braces(language, prompt + text)
    target = 0 if before.opens else before.depth
    new = [(place - len(prompt), depth) for place, depth in both.closings if place > len(prompt)]
    over = next((place for place, depth in new if depth < target), None)
    if whole and over is None and both.whole and both.depth == target:
        return text
    ends = [
        (match.end(), depth)
        for place, depth in new
        if (over is None or place < over) and (match := _REST.match(text, place))
    ]
    for wanted, missing in ((target, ""), (1, "}\n")):
        at = [place for place, depth in ends if depth == wanted]
        if at and (wanted == target or (language == "java" and before.opens)):
            return f"{text[: at[-1]]}\n{missing}"
    return text


_REST = re.compile(r"[ \t]*[;)]*(?=[ \t]*(?:\n|\Z|//|/\*|#|\}))")
"""What may follow a block's last brace in its line; `interface{}` in a signature closes no block."""


_END = re.compile(r"^[ \t]*end[ \t]*(?:\n|\Z)", re.MULTILINE)


def _ended(prompt: str, text: str, whole: bool) -> str:
    ruby = BY_NAME["ruby"]
    if whole and ruby.parses(prompt + text):
        return text
    ends = [match.end() for match in _END.finditer(text)]
    return next((text[:end] for end in reversed(ends) if ruby.parses(prompt + text[:end])), text)


_FUNCTION = re.compile(r"^(?:@[^\n]*\n)*(?:async )?def ", re.MULTILINE)


def _indented(text: str, whole: bool) -> str:
    starts = [match.start() for match in _FUNCTION.finditer(text)]
    if not whole:
        lines = text[: starts[-1]] if starts else text[: text.rfind("\n") + 1]
        return lines if lines.strip() else text
    while starts and _empty(text[starts[-1] :]):
        text = text[: starts.pop()]
    return text


def _empty(function: str) -> bool:
    """Whether a function of Python has no statement, but for a docstring."""
    root = BY_NAME["python"].parser().parse(function.encode()).root_node
    node = root.named_children[-1] if root.named_children else root
    node = node.child_by_field_name("definition") or node
    body = node.child_by_field_name("body")
    if root.has_error or body is None:
        return True
    return all(
        child.type == "comment" or (child.type == "expression_statement" and child.named_children[0].type == "string")
        for child in body.named_children
    )
