"""How a model is asked: the code, and below it a comment that begins."""

from __future__ import annotations

from collections.abc import Iterable

from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.core.documented import Documented, DocumentedSet
from neuroglot.languages import BY_NAME


def prompt_of(language: str, code: str, cue: str) -> str:
    """The code, an empty line, the language's sign of a line comment, and the cue. It ends with no white space, so that
    the first token of the summary is the same as in training."""
    return f"{code.rstrip()}\n\n{BY_NAME[language].line_comment}{cue}"


def lessons_of(examples: Iterable[Documented], cue: str) -> list[tuple[str, str]]:
    """(prompt, answer) texts to learn from: the loss is on the summary, and on the token that ends a text, alone."""
    return [(prompt_of(one.language, one.code, cue), f" {' '.join(one.summary.split())}") for one in examples]


def problems_of(examples: DocumentedSet, cue: str) -> ProblemSet:
    """The same prompts as problems without tests, to be continued; `task_id` has the place of the example."""
    problems = tuple(
        Problem(
            task_id=f"{one.language}/{place}",
            task=one.unit,
            language=one.language,
            description=one.summary,
            prompt=prompt_of(one.language, one.code, cue),
            declaration="",
            solutions=(),
            test="",
        )
        for place, one in enumerate(examples.examples)
    )
    return ProblemSet(examples.name, examples.split, problems)
