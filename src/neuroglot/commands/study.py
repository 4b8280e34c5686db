"""neuroglot study: the main job from one command."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from rich.console import Group
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.commands.tables import outcome
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import artifacts
from neuroglot.estimate import estimate
from neuroglot.execution.judge import JudgeOptions
from neuroglot.models.loading import HoldOptions
from neuroglot.models.slices import run_of
from neuroglot.report.check_findings import check_sentences
from neuroglot.report.collect import TWIN
from neuroglot.report.findings import sentences
from neuroglot.study import study as run_study
from neuroglot.study_inputs import StudyOptions, inputs


@dataclass(frozen=True, slots=True)
class PlanOptions:
    """Whether to run at all."""

    dry_run: Annotated[bool, "say what would run, for how long, with how much disk and memory; write nothing"] = False


def study(options: StudyOptions, plan: PlanOptions, judging: JudgeOptions, hold: HoldOptions) -> Answer:
    """Run the main job, or say what it would take."""
    if plan.dry_run:
        return _dry_run(options, judging, hold)
    run = run_of(hold.device, options.run)
    options = replace(options, runs=str(run.parent), name=run.name)
    report = run_study(options, hold, judging, PROGRESS)
    finished = [artifact for stage in ("record", "select", "ablate") for artifact in artifacts(options.run, stage)]
    results = [result for artifact in finished for result in artifact.results()]
    twin = [result for artifact in artifacts(options.run / TWIN, "ablate") for result in artifact.results()]
    findings = [*sentences(results), *check_sentences(results, twin)]
    data = {"run": str(options.run), "report": str(report), "findings": findings}
    return Answer(data, Group(outcome(results), Text(f"report: {report}", style="bold")))


def _dry_run(options: StudyOptions, judging: JudgeOptions, hold: HoldOptions) -> Answer:
    found = estimate(options, inputs(options, hold), judging)
    table = Table(title=f"{options.run} would take")
    for column in ("stage", "work", "time", "disk"):
        table.add_column(column, justify="right" if column in ("time", "disk") else "left")
    for step in found.steps:
        table.add_row(step.stage, step.what, f"{step.seconds:,.0f} s", f"{step.disk / 2**20:,.1f} MiB")
    seconds, disk = sum(step.seconds for step in found.steps), sum(step.disk for step in found.steps)
    table.add_section()
    table.add_row("in all", "", f"{seconds:,.0f} s", f"{disk / 2**20:,.1f} MiB", style="bold")
    table.caption = f"memory: {found.memory / 2**30:,.2f} GiB at the peak"
    return Answer({"run": str(options.run), **found.as_data()}, table)
