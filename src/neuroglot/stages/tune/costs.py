"""Results about the trainings themselves: what validation said of every learning rate, and what an arm takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from neuroglot.core.results import Result
from neuroglot.corpora.instructions import Instruction, Lessons
from neuroglot.learning import Examples
from neuroglot.models.subject import Subject
from neuroglot.stages.tune.effects import Values, measure
from neuroglot.stages.tune.units import Unit


def validation_results(
    lessons: Lessons,
    held_out: Examples,
    measured: Iterable[tuple[Mapping[str, Any], Values]],
    draws: int,
    origin: Mapping[str, Any],
) -> list[Result]:
    """`tune_validation_loss` of models, given with what was done to each and its summed losses of the examples that are
    held out of the lessons; a training that broke down has none."""
    tasks = _kept(lessons.held_out, held_out)
    targets = np.array([example.targets for example in held_out.kept], dtype=np.float64)
    about = {**origin, "corpus": lessons.name, "split": "validation"}
    scale = measure(
        ("tune_validation_loss", "nats/token"),
        (lessons.language,),
        [(lessons.language, one.task) for one in tasks],
        targets,
        draws,
        about,
    )
    return [
        scale.result(scale.metric, scale.ratio(nats, lessons.language), lessons.language, said)
        for said, nats in measured
        if np.isfinite(nats).all()
    ]


def _kept(instructions: Sequence[Instruction], examples: Examples) -> list[Instruction]:
    left_out = set(examples.left_out)
    return [one for place, one in enumerate(instructions) if place not in left_out]


def cost_results(
    subject: Subject, chosen: Iterable[tuple[Sequence[Unit], Mapping[str, Any]]], origin: Mapping[str, Any]
) -> list[Result]:
    """Of every arm the weights and the share of the model's that are trained, the bytes of what is trained with its
    gradients and AdamW's averages, the time of a step (the median of the trainings' medians), and an accelerator's peak
    memory where there is one."""
    whole = sum(one.numel() for one in subject.model.parameters())
    results = []
    for units, about in chosen:
        arm, facts = units[0].arm, [unit.facts for unit in units]
        assert arm is not None
        rows = [
            ("tuned_weights", float(arm.weights), "weights", arm.weights),
            ("tuned_neurons", float(arm.neurons), "neurons", max(1, arm.neurons)),
            ("tuned_share", arm.weights / whole, "share of weights", whole),
            ("training_state", float(facts[0]["state"]), "bytes", arm.weights),
        ]
        seconds = [float(one["seconds"]) for one in facts if one["seconds"]]
        if seconds:
            rows.append(("step_seconds", float(np.median(seconds)), "seconds", len(seconds)))
        if facts[0]["peak"]:
            rows.append(("training_peak", float(max(one["peak"] for one in facts)), "bytes", len(facts)))
        results += [
            Result(metric=metric, value=value, n=n, unit=unit, condition=dict(about), **origin)
            for metric, value, unit, n in rows
        ]
    return results
