"""neuroglot ablate: what silence of each chosen set does to every language's held-out loss."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

from neuroglot.answer import Answer
from neuroglot.commands.options import CORPUS, RunOptions
from neuroglot.commands.runs import newest, selections
from neuroglot.commands.tables import effects
from neuroglot.console import PROGRESS
from neuroglot.core.artifacts import open_artifact
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import load_sets
from neuroglot.core.statistics import load_statistics
from neuroglot.corpora import load
from neuroglot.corpora.load import sample_tasks
from neuroglot.models.loading import HoldOptions, load_subject
from neuroglot.stages.ablate import AblateOptions, ablate_request
from neuroglot.stages.ablate import ablate as run_ablate
from neuroglot.stages.record import STATISTICS
from neuroglot.stages.select import SETS


@dataclass(frozen=True, slots=True)
class MeasureOptions:
    """On what the effect is measured."""

    corpus: Annotated[str, CORPUS] = "bundled"
    split: Annotated[str, "test, or validation to look before confirming"] = "test"
    tasks: Annotated[int, "programs of so many tasks (or files) a language; 0: all"] = 0
    sample: Annotated[int, "seed by which those tasks are drawn"] = 0


def ablate(where: RunOptions, measured: MeasureOptions, options: AblateOptions, hold: HoldOptions) -> Answer:
    """Ablate the newest selection of every method; the model is the recording's."""
    run = Path(where.run)
    recorded = newest(run, "record", f"run `neuroglot record {run}` first")
    chosen = selections(run)
    unknown = sorted(set(options.controlled) - set(chosen))
    if unknown:
        raise NeuroglotError(f"no selection by {', '.join(unknown)} to control; there are: {', '.join(chosen)}")
    languages = load_statistics(recorded.folder / STATISTICS)[0].languages
    corpus = sample_tasks(load(measured.corpus, measured.split, languages), measured.tasks, measured.sample)
    subject = load_subject(str(recorded.request.options["model"]), hold)
    if subject.weights != recorded.request.identity["weights"]:
        there, now = recorded.request.identity["weights"][:16], subject.weights[:16]
        raise NeuroglotError(f"{run} was recorded from other weights ({there}, now {now}); choose another run folder")
    artifact = open_artifact(run, ablate_request(subject, corpus, options, chosen))
    sets = {method: load_sets(selection.folder / SETS) for method, selection in chosen.items()}
    results = run_ablate(subject, corpus, sets, options, artifact, PROGRESS)
    data = {"artifact": str(artifact.folder), "results": [asdict(result) for result in results]}
    return Answer(data, effects(results))
