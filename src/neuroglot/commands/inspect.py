"""neuroglot inspect: what a model has, from its configuration alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from rich.table import Table

from neuroglot.anatomy import Anatomy, anatomy
from neuroglot.answer import Answer
from neuroglot.models.loading import config_of


@dataclass(frozen=True, slots=True)
class InspectOptions:
    """Which configuration."""

    model: Annotated[str, "embedded, a folder, a config.json, or a model's name on the hub"]
    languages: Annotated[tuple[str, ...], "languages whose statistics are counted in the memory"] = (
        "cpp",
        "java",
        "python",
        "go",
        "javascript",
    )
    dtype: Annotated[str, "dtype of the weights: float32, bfloat16, float16"] = "bfloat16"
    batch_tokens: Annotated[int, "tokens in a batch, for the peak"] = 4096


def inspect(options: InspectOptions) -> Answer:
    """Describe a model."""
    found = anatomy(config_of(options.model), len(options.languages), options.dtype, options.batch_tokens)
    data = {
        "model": options.model,
        "family": found.family,
        "layers": found.layers,
        "widths": found.widths,
        "neurons": found.neurons,
        "projections_total": found.projections_total,
        "parameters": found.parameters,
        "memory": found.memory,
        "disk_per_program": found.disk_per_program,
    }
    return Answer(data, _table(Path(options.model).name, found))


def _table(name: str, found: Anatomy) -> Table:
    table = Table(title=f"{name}: {found.family}, {found.layers} layers, {found.parameters:,} parameters")
    table.add_column("site")
    table.add_column("neurons a layer", justify="right")
    table.add_column("in all", justify="right")
    for site, width in found.widths.items():
        table.add_row(site, f"{width:,}", f"{found.neurons[site]:,}")
    table.add_section()
    table.add_row("projections", "", f"{found.projections_total:,}", style="bold")
    for what, size in found.memory.items():
        plus = "+ " if what.startswith("with") else ""
        table.add_row(f"memory: {what}", "", f"{plus}{size / 2**30:,.2f} GiB")
    table.add_row("disk: a program with --programs", "", f"{found.disk_per_program / 2**20:,.1f} MiB")
    return table
