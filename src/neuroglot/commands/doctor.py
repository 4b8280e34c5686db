"""neuroglot doctor: what this machine has, and what each missing thing would enable."""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

import psutil
import torch
from rich.table import Table
from rich.text import Text

from neuroglot.answer import Answer
from neuroglot.core.languages import title
from neuroglot.execution.recipes import RECIPES
from neuroglot.execution.sandbox import HOW_TO, defect
from neuroglot.execution.toolchains import TOOLCHAINS
from neuroglot.models import embedded


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for; `enables` says what it is for, `remedy` how to get it."""

    what: str
    present: bool
    found: str
    enables: str
    remedy: str = ""
    required: bool = False


def doctor() -> Answer:
    """Look for everything; the answer is no only where something required is missing."""
    findings = [*_essentials(), _accelerator(), _sandbox(), *_toolchains(), *_libraries()]
    table = Table(title="what is here")
    for column in ("what", "found", "for"):
        table.add_column(column)
    for finding in findings:
        mark = Text(finding.found) if finding.present else Text(f"missing: {finding.remedy}", style="bold")
        table.add_row(finding.what, mark, finding.enables)
    ok = all(finding.present for finding in findings if finding.required)
    return Answer({"ok": ok, "findings": [asdict(finding) for finding in findings]}, table, ok)


def _essentials() -> list[Finding]:
    memory = psutil.virtual_memory()
    disk = shutil.disk_usage(os.getcwd())
    free = f"{memory.available / 2**30:.1f} of {memory.total / 2**30:.1f} GiB free"
    weights = embedded.folder() / "model.safetensors"
    return [
        Finding("Python", True, platform.python_version(), "everything", required=True),
        Finding("torch", True, f"{torch.__version__}, {torch.get_num_threads()} threads", "everything", required=True),
        Finding("transformers", True, version("transformers"), "everything", required=True),
        Finding(
            "embedded model",
            weights.exists(),
            f"{weights.stat().st_size / 2**20:.1f} MiB" if weights.exists() else "",
            "`neuroglot study` without a model of one's own",
            "install the package again, or make the model with training/",
        ),
        Finding("memory", True, free, "see `neuroglot inspect`"),
        Finding("disk", True, f"{disk.free / 2**30:.1f} GiB free here", "runs/"),
    ]


def _accelerator() -> Finding:
    there = torch.accelerator.is_available()
    kind = str(torch.accelerator.current_accelerator()) if there else ""
    if kind.startswith("cuda"):
        properties = torch.cuda.get_device_properties(0)
        kind = f"{torch.cuda.device_count()} x {properties.name}, {properties.total_memory / 2**30:.0f} GiB"
    remedy = "none found; models up to about a billion parameters run on the CPU"
    return Finding("accelerator", there, kind, "models of billions of parameters", remedy)


def _sandbox() -> Finding:
    problem = defect()
    return Finding("sandbox", not problem, "bubblewrap", "running programs: pass@k", f"{problem}. {HOW_TO}")


def _libraries() -> list[Finding]:
    """What some programs of public benchmarks need beside the toolchains."""
    return [
        Finding(
            f"{title(recipe.language)}: {need.package}",
            Path(need.path).exists(),
            "installed",
            "programs of public benchmarks",
            f"apt-get install {need.package}",
        )
        for recipe in RECIPES.values()
        for need in recipe.needs
    ]


def _toolchains() -> list[Finding]:
    return [
        Finding(
            f"{title(language)} toolchain",
            toolchain.present,
            toolchain.version(),
            f"running {title(language)} programs",
            f"apt-get install {' '.join(toolchain.packages)}",
        )
        for language, toolchain in TOOLCHAINS.items()
    ]
