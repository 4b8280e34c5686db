"""What one neuron's silence costs: the rise of the held-out loss, by language, with no other neuron silent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file, save

from neuroglot.core.artifacts import Artifact, write_bytes
from neuroglot.core.corpus import Corpus
from neuroglot.core.halves import units
from neuroglot.core.neurons import Neuron, Unit, neuron_set, unit_of
from neuroglot.core.progress import Progress
from neuroglot.core.results import Result
from neuroglot.metrics.intervals import percentile_interval, ratio_draws, resamples, sum_by_unit
from neuroglot.models.batches import packing
from neuroglot.models.hooks import zeroed
from neuroglot.models.losses import document_losses
from neuroglot.models.subject import Subject
from neuroglot.stages.examine.options import ExamineOptions

CHUNK = 16
"""So many units are measured before they are written down."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Losses:
    """Loss in nats and targets of every held-out document, and the loss with each unit silent (units, documents)."""

    plain: Floats
    targets: Floats
    silent: Mapping[Unit, Floats]


def losses(
    subject: Subject,
    held_out: Corpus,
    neurons: Sequence[Neuron],
    options: ExamineOptions,
    artifact: Artifact,
    progress: Progress,
) -> Losses:
    """Measure every distinct unit once, chunk by chunk; chunks that are on disk are not measured again."""
    packed = packing(subject, held_out.snippets, options.context, options.batch_tokens)
    by_unit: dict[Unit, Neuron] = {}
    for neuron in neurons:
        by_unit.setdefault(unit_of(neuron), neuron)
    listed = list(by_unit.items())
    progress.begin("silencing one neuron at a time", len(listed) + 1)
    plain, targets = (values.numpy().astype(np.float64) for values in document_losses(subject, packed))
    progress.advance()
    silent: dict[Unit, Floats] = {}
    for first in range(0, len(listed), CHUNK):
        part = artifact.folder / f"part-alone-{first:06d}.safetensors"
        chunk = listed[first : first + CHUNK]
        if not part.exists():
            rows = []
            for _, neuron in chunk:
                with zeroed(subject, neuron_set(str(neuron), "alone", [neuron])):
                    rows.append(document_losses(subject, packed)[0].numpy().astype(np.float64))
                progress.advance()
            write_bytes(part, save({"nats": np.stack(rows)}))
        else:
            progress.advance(len(chunk))
        silent.update(zip((unit for unit, _ in chunk), load_file(part)["nats"], strict=True))
    return Losses(plain, targets, silent)


def alone_results(
    held_out: Corpus, found: Losses, neurons: Sequence[Neuron], options: ExamineOptions, origin: Mapping[str, str]
) -> list[Result]:
    """`loss_change` of every neuron and language with its interval, over tasks; `origin` are model and stage."""
    results = []
    for language in held_out.languages:
        mine = np.array([snippet.language == language for snippet in held_out.snippets])
        names, unit = units([snippet for snippet in held_out.snippets if snippet.language == language])
        weights = resamples(len(names), options.bootstrap, options.seed)
        targets = sum_by_unit(found.targets[mine], unit.tolist(), len(names))
        for neuron in neurons:
            rise = sum_by_unit((found.silent[unit_of(neuron)] - found.plain)[mine], unit.tolist(), len(names))
            bounds = percentile_interval(ratio_draws(weights, rise, targets)) if len(names) > 1 else None
            results.append(
                Result(
                    metric="loss_change",
                    value=float(rise.sum() / max(1.0, targets.sum())),
                    n=len(names),
                    unit="nats a token",
                    corpus=held_out.name,
                    split=held_out.split,
                    language=language,
                    layer=neuron.layer,
                    condition={"alone": str(neuron)},
                    low=bounds[0] if bounds else None,
                    high=bounds[1] if bounds else None,
                    interval=f"95 % percentile bootstrap over {len(names)} tasks, {options.bootstrap} draws",
                    seed=options.seed,
                    **origin,
                )
            )
    return results


def as_array(results: Sequence[Result], neurons: Sequence[Neuron], languages: Sequence[str]) -> NDArray[np.float32]:
    """The results as (N, L, 3): value, low, high; nan where there is none."""
    found = np.full((len(neurons), len(languages), 3), np.nan, dtype=np.float32)
    place = {str(neuron): number for number, neuron in enumerate(neurons)}
    for result in results:
        if result.language in languages:
            bounds = [np.nan if one is None else one for one in (result.low, result.high)]
            found[place[str(result.condition["alone"])], languages.index(result.language)] = [result.value, *bounds]
    return found
