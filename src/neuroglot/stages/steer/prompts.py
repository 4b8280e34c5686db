"""What the model is asked to continue: problems in their own language, their descriptions alone, and nothing at all."""

from __future__ import annotations

from collections.abc import Sequence

from neuroglot.core.corpus import Problem, ProblemSet
from neuroglot.core.errors import NeuroglotError

OWN, NEUTRAL, EMPTY = "own", "neutral", "empty"
KINDS = (OWN, NEUTRAL, EMPTY)

_EXAMPLE = ">>>"


def prompts_of(problems: ProblemSet, kinds: Sequence[str]) -> dict[str, ProblemSet]:
    """The prompts of each kind, as problems.

    `own`: the problems as they are, each of which has begun a program in its language. `neutral`: for each task its
    description as plain text (see `plain_text`) and an empty line, without a comment's sign or a word of code. `empty`:
    nothing but the token that texts begin with, continued as often as there are tasks. The last two have no language.
    Raises NeuroglotError for an unknown kind, and for `neutral` where no problem is described.
    """
    unknown = [kind for kind in kinds if kind not in KINDS]
    if unknown or not kinds:
        raise NeuroglotError(f"unknown prompts {', '.join(unknown) or 'none'}; known: {', '.join(KINDS)}")
    tasks = tuple(dict.fromkeys(problem.task for problem in problems.problems))
    made = {
        OWN: lambda: problems,
        NEUTRAL: lambda: _open(problems, NEUTRAL, _described(problems)),
        EMPTY: lambda: _open(problems, EMPTY, {f"{number:05d}": "" for number in range(len(tasks))}),
    }
    return {kind: made[kind]() for kind in KINDS if kind in kinds}


def plain_text(description: str) -> str:
    """A description without indentation, up to its first example: `>>>` is Python's, and what follows is code."""
    lines = [line.strip() for line in description.strip().split("\n")]
    examples = [place for place, line in enumerate(lines) if line.startswith(_EXAMPLE)]
    return "\n".join(lines[: examples[0]] if examples else lines).strip()


def _described(problems: ProblemSet) -> dict[str, str]:
    """The prompt of each task, from the first of its problems that has a description."""
    found: dict[str, str] = {}
    for problem in problems.problems:
        text = plain_text(problem.description)
        if text:
            found.setdefault(problem.task, f"{text}\n\n")
    if not found:
        raise NeuroglotError(
            f"no problem of {problems.name} is described, so there is no neutral prompt; leave `neutral` out"
        )
    return found


def _open(problems: ProblemSet, kind: str, texts: dict[str, str]) -> ProblemSet:
    made = [
        Problem(f"{kind}/{task}", task, "", description=text, prompt=text, declaration="", solutions=(), test="")
        for task, text in texts.items()
    ]
    return ProblemSet(f"{problems.name}, {kind} prompts", problems.split, tuple(made))
