"""The training loop: the Hugging Face Trainer over packed examples, seeded, and gone on with where it was killed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import EarlyStoppingCallback, PrinterCallback, Trainer, TrainerCallback, TrainingArguments

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.progress import Progress, Silent
from neuroglot.learning.checkpoints import State, agree, last_state
from neuroglot.learning.examples import Examples
from neuroglot.learning.finite import check_finite
from neuroglot.learning.learner import Learner, mean_loss
from neuroglot.learning.options import LearnOptions
from neuroglot.learning.rows import Rows, drawn, in_order, rows_of_epochs
from neuroglot.learning.schedule import schedule
from neuroglot.learning.watch import Watch
from neuroglot.models.distributed import ranks
from neuroglot.models.subject import Subject

CHECKED = "token_loss"
"""The name of the validation loss in the Trainer's history."""


@dataclass(frozen=True, slots=True)
class Learned:
    """How a training went.

    `losses` is the training loss of each step in nats a target token, `checks` the validation loss by step, `best` the
    step whose weights are in the model; losses after the best that are no finite numbers are left out. `seconds` is the
    median time of a step in this process, 0 where all had been done before; checks and saving are not in it.
    """

    steps: int
    best: int
    targets: int
    losses: tuple[float, ...]
    checks: tuple[tuple[int, float], ...]
    seconds: float


def learn(
    subject: Subject,
    examples: Examples,
    options: LearnOptions,
    folder: Path,
    progress: Progress | None = None,
    validation: Examples | None = None,
) -> Learned:
    """Train every weight of the subject's model that asks for a gradient, on the answers of examples.

    The trained weights are in the model afterwards, which is in evaluation mode again; the caller keeps them and then
    removes `folder`, where states are kept that a killed training goes on from, bit for bit on the CPU. Run by
    `torchrun` or `accelerate launch`, every device takes its part of each step. Nothing but weights that ask for
    gradients is changed, nor decays. Raises NeuroglotError where nothing asks for one, where the folder holds another
    training, and where memory is too small; DivergedError where what was trained is no finite numbers.
    """
    progress = progress or Silent()
    learner = Learner(subject)
    if not learner.trained:
        raise NeuroglotError(f"no weight of {subject.id} asks for a gradient: there is nothing to train")
    length = _length(subject, options)
    agree(folder, {"options": _decisive(options), "examples": examples.hash(), "trained": learner.trained})
    start = last_state(folder)
    steps = _steps(examples, options, length, start)
    rows = drawn(subject, examples.kept, length, steps * options.rows, options.seed)
    checked = in_order(subject, validation.kept, length) if validation and options.patience else None
    watch = Watch(progress, subject.device)
    given = arguments(options, folder, steps, subject.device)
    trainer = _trainer(learner, (rows, checked), given, [watch, *_stopping(options, start)], options)
    progress.begin("training", steps, start.step if start else 0)
    _train(trainer, subject, options, start)
    weights = [one for one in learner.parameters() if one.requires_grad]
    check_finite(options, weights, trainer.state.log_history, bool(trainer.state.best_global_step))
    return _learned(trainer, rows, watch)


def _train(trainer: Trainer, subject: Subject, options: LearnOptions, start: State | None) -> None:
    try:
        with _checkpointing(subject, options.checkpointing):
            trainer.train(resume_from_checkpoint=str(start.folder) if start else None)
    except torch.OutOfMemoryError as error:
        raise NeuroglotError(
            f"{subject.device} has too little memory for {options.at_once} rows of {_length(subject, options)} tokens: "
            "give a smaller --at-once, or --checkpointing"
        ) from error
    finally:
        subject.model.eval()


def arguments(options: LearnOptions, folder: Path, steps: int, device: torch.device) -> TrainingArguments:
    """The Trainer's arguments. Raises NeuroglotError where the rows of a step can't be shared out among the devices,
    and where the Trainer would move the model to another device."""
    found = TrainingArguments(
        output_dir=str(folder),
        max_steps=steps,
        learning_rate=options.lr,
        optim="adamw_torch",
        weight_decay=options.decay,
        max_grad_norm=options.clip,
        seed=options.seed,
        bf16=options.bf16,
        use_cpu=device.type == "cpu",
        label_names=["labels"],
        train_sampling_strategy="sequential",
        remove_unused_columns=False,
        dataloader_pin_memory=device.type == "cuda",
        ddp_find_unused_parameters=False,
        logging_steps=1,
        logging_nan_inf_filter=False,
        report_to="none",
        disable_tqdm=True,
        log_level="error",
        **_shares(options),
        **_states(options),
    )
    if _number(found.device) != _number(device):
        raise NeuroglotError(
            f"training runs on {found.device}, not {device}: hide others (CUDA_VISIBLE_DEVICES), or take that one"
        )
    found._n_gpu = min(found.n_gpu, 1)  # the Trainer would spread one process over all devices, which copies hooks
    return found


def _shares(options: LearnOptions) -> dict[str, Any]:
    """How many rows a device computes at a time, and how often it does before a step."""
    world = ranks().world
    if options.rows % world:
        raise NeuroglotError(f"{options.rows} rows a step can't be shared out among {world} devices: change --rows")
    share = options.rows // world
    at_once = next(count for count in range(min(options.at_once, share), 0, -1) if share % count == 0)
    return {
        "per_device_train_batch_size": at_once,
        "per_device_eval_batch_size": options.at_once,
        "gradient_accumulation_steps": share // at_once,
    }


def _states(options: LearnOptions) -> dict[str, Any]:
    """When states are written, and validation is looked at."""
    every = options.check_every if options.patience else options.save_every
    return {
        "save_steps": every,
        "save_total_limit": 2,
        "eval_strategy": "steps" if options.patience else "no",
        "eval_steps": every,
        "load_best_model_at_end": bool(options.patience),
        "metric_for_best_model": CHECKED,
        "greater_is_better": False,
    }


def _number(device: torch.device) -> tuple[str, int]:
    """A device as it can be compared: `cuda` is `cuda:0`, and all CPUs are one."""
    return device.type, 0 if device.type == "cpu" else device.index or 0


def _trainer(
    learner: Learner,
    rows: tuple[Rows, Rows | None],
    given: TrainingArguments,
    callbacks: list[TrainerCallback],
    options: LearnOptions,
) -> Trainer:
    trainer = Trainer(
        model=learner,
        args=given,
        train_dataset=rows[0],
        eval_dataset=rows[1],
        compute_metrics=lambda found: {CHECKED: mean_loss(found.predictions, found.label_ids)},
        callbacks=callbacks,
    )
    trainer.remove_callback(PrinterCallback)
    trainer.lr_scheduler = schedule(trainer.create_optimizer(), options, given.max_steps)
    return trainer


def _stopping(options: LearnOptions, start: State | None) -> list[TrainerCallback]:
    """What stops a training whose validation loss no longer falls; it has waited as long as the state says."""
    if not options.patience:
        return []
    stopping = EarlyStoppingCallback(options.patience)
    stopping.early_stopping_patience_counter = start.waited if start else 0
    return [stopping]


@contextmanager
def _checkpointing(subject: Subject, wanted: bool) -> Iterator[None]:
    """During the context, blocks keep their inputs alone, if that is wanted."""
    if not wanted:
        yield
        return
    subject.model.activation_checkpointing_enable(activation_checkpointing_kwargs={"use_reentrant": False})
    try:
        yield
    finally:
        subject.model.activation_checkpointing_disable()


def _length(subject: Subject, options: LearnOptions) -> int:
    longest = getattr(subject.config, "max_position_embeddings", None)
    return min(options.length, longest) if longest else options.length


def _steps(examples: Examples, options: LearnOptions, length: int, start: State | None) -> int:
    """How many steps there are; a training that had stopped early has those that it did."""
    if start is not None and 0 < options.patience <= start.waited:
        return start.step
    if options.steps:
        return options.steps
    return -(-rows_of_epochs(examples.kept, length, options.epochs, options.seed) // options.rows)


def _decisive(options: LearnOptions) -> dict[str, Any]:
    """The options on which the trained weights depend."""
    free = ("save_every", "at_once", "checkpointing")
    return {name: value for name, value in asdict(options).items() if name not in free}


def _learned(trainer: Trainer, rows: Rows, watch: Watch) -> Learned:
    history, done = trainer.state.log_history, trainer.state.global_step
    seen = rows.rows[: done * len(rows) // trainer.state.max_steps]
    return Learned(
        steps=done,
        best=trainer.state.best_global_step or done,
        targets=sum(rows.examples[document.index].targets for row in seen for document in row),
        losses=tuple(loss for _, loss in _logged(history, "loss")),
        checks=_logged(history, f"eval_{CHECKED}"),
        seconds=watch.median,
    )


def _logged(history: Sequence[Mapping[str, Any]], name: str) -> tuple[tuple[int, float], ...]:
    """The steps at which a finite number was written down by this name, and the numbers."""
    return tuple((int(row["step"]), float(row[name])) for row in history if math.isfinite(row.get(name, math.nan)))


def wait_for_everyone() -> None:
    """Until every process of a training has come here; nothing where there is one."""
    if torch.distributed.is_initialized():
        torch.distributed.barrier()
