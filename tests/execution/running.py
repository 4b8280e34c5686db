"""What the tests of this room share: which languages can be judged here, and one way to judge many programs at once."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from neuroglot.core.verdicts import Program, Verdict
from neuroglot.execution.judge import JudgeOptions, judge, refusal
from neuroglot.execution.sandbox import defect
from neuroglot.execution.toolchains import TOOLCHAINS

LANGUAGES = ("cpp", "java", "python", "go", "javascript", "ruby", "php")


def need(*languages: str) -> None:
    """Skip where there is no sandbox or a toolchain is missing, and say which."""
    problem = defect()
    reasons = [problem] if problem else [TOOLCHAINS[language].reason() for language in languages]
    if any(reasons):
        pytest.skip("; ".join(reason for reason in reasons if reason))


def judged(programs: Mapping[str, Program], options: JudgeOptions) -> dict[str, Verdict]:
    """Verdicts by name, of one call of the judge; programs that lack something here (a package, say) are left out."""
    kept = {name: program for name, program in programs.items() if not refusal(program)}
    return dict(zip(kept, judge(list(kept.values()), options), strict=True))


def verdict(found: Mapping[str, Verdict], name: str) -> Verdict:
    """One of them; skips where it was left out."""
    if name not in found:
        pytest.skip(f"{name}: something that it needs is not installed")
    return found[name]
