"""neuroglot neurons: look at a file of sets, and convert between the forms that others use."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from rich.table import Table

from neuroglot.answer import Answer
from neuroglot.core.languages import FIVE
from neuroglot.core.neurons import pattern_of
from neuroglot.stages.exchange import read_sets, write_sets

FORMS = "a .safetensors of ours, LAPE's .pth, a .json of the paper's keys or of addresses, or a .csv"


@dataclass(frozen=True, slots=True)
class ShowOptions:
    """Which file."""

    file: Annotated[str, FORMS]
    languages: Annotated[tuple[str, ...], "languages of a .pth, in its order"] = FIVE
    site: Annotated[str, "site that a .pth is about"] = "mlp.act"


@dataclass(frozen=True, slots=True)
class ConvertOptions:
    """From which file to which; the suffixes say the forms."""

    source: Annotated[str, FORMS]
    target: Annotated[str, "the file to write; its suffix says the form (.json: the paper's keys)"]
    languages: Annotated[tuple[str, ...], "languages of a .pth, in its order"] = FIVE
    site: Annotated[str, "site that a .pth is about"] = "mlp.act"


def show(options: ShowOptions) -> Answer:
    """Count the neurons of every set by site and layer; those of all experts of a mixture under one name."""
    sets = read_sets(Path(options.file), options.languages, options.site)
    table = Table(title=options.file)
    for column in ("set", "neurons", "units", "layers", "by site"):
        table.add_column(column, justify="right" if column in ("neurons", "units") else "left")
    for label, neurons in sets.items():
        sites = Counter(pattern_of(neuron.site) for neuron in neurons)
        layers = sorted({neuron.layer for neuron in neurons})
        spread = f"{layers[0]} to {layers[-1]}" if layers else "-"
        by_site = ", ".join(f"{site} {count}" for site, count in sites.most_common())
        table.add_row(label, f"{len(neurons):,}", f"{len(neurons.units()):,}", spread, by_site)
    data = {label: [str(neuron) for neuron in neurons] for label, neurons in sets.items()}
    return Answer({"sets": data}, table)


def convert(options: ConvertOptions) -> Answer:
    """Read one form and write another."""
    sets = read_sets(Path(options.source), options.languages, options.site)
    write_sets(Path(options.target), sets, options.languages, options.site)
    counts = {label: len(neurons) for label, neurons in sets.items()}
    return Answer({"target": options.target, "sets": counts}, f"{sum(counts.values()):,} neurons in {options.target}")
