"""Trains the embedded model on token shards, within a budget of minutes, resumable after a kill.

`python -m training.train --minutes 75` begins, or goes on from the checkpoint in --out with what is left of the budget.
The schedule (warm-up, constant, linear decay to zero) runs on the share of the budget that is used, so it ends where
the budget ends. Everything that decides the next step is in the checkpoint: weights, optimizers, data position, time
used; nothing in the forward pass is random. With --steps in place of --minutes a resumed run equals one that was never
stopped, bit for bit.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from torch import Tensor
from torch.nn import functional

from neuroglot.core.languages import FIVE, LANGUAGES
from training.model import Shape, build, optimizers
from training.rows import IGNORED, Batch, Mix, heldout_rows, packed
from training.tokenizer import special_ids

HERE = Path(__file__).parent
WEIGHTS = {language: 1.0 if language in FIVE else 0.25 for language in LANGUAGES}
"""Weights of the real code's rows by language; the generator's weight is an option."""


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is told on the command line.

    `steps`, if not 0, is the budget in place of `minutes`; `stop` ends this process after that step, with the schedule
    going on at the next start. `micro` rows go through the model at once, `rows` make a step. `generator` is the
    weight of its rows against 5.5 of real code (13: 70 % of all).
    """

    minutes: float = 80.0
    steps: int = 0
    stop: int = 0
    tokens: str = str(HERE / "data" / "tokens")
    tokenizer: str = str(HERE / "data" / "tokenizer")
    out: str = str(HERE / "work" / "run")
    length: int = 512
    rows: int = 16
    micro: int = 8
    matrix_rate: float = 3e-3
    other_rate: float = 2e-3
    generator: float = 13.0
    warmup: float = 0.02
    decay: float = 0.45
    hidden: int = 256
    layers: int = 8
    heads: int = 8
    key_value_heads: int = 4
    inner: int = 640
    device: str = "cpu"
    amp: bool = False  # bfloat16; without matrix units for it, as on most CPUs, it is slower than float32
    compile: bool = True
    threads: int = 2
    evaluate_every: float = 240.0
    save_every: float = 300.0
    evaluation_rows: int = 12
    seed: int = 7


CPU = Options()
GPU = replace(
    CPU, device="cuda", amp=True, minutes=9.0, rows=128, micro=64, hidden=384, layers=12, heads=6, key_value_heads=2,
    inner=960, generator=5.5, save_every=60.0, evaluate_every=30.0,
)  # fmt: skip
RECIPES = {"cpu": CPU, "gpu": GPU}
"""Where options begin: 6.6 M parameters in hours on two cores, or 19.6 M (39 MB) in minutes on a GPU."""


@dataclass(slots=True)
class Progress:
    """How far a run is; `seconds` counts all its processes' training time."""

    step: int = 0
    tokens: int = 0
    seconds: float = 0.0

    def share(self, options: Options) -> float:
        """The used share of the budget, 0 to 1."""
        return min(1.0, self.step / options.steps if options.steps else self.seconds / (60 * options.minutes))


def rate(share: float, options: Options) -> float:
    """The factor on the peak learning rate at a share of the budget: up, constant, down to zero."""
    return max(0.0, min(1.0, (share + 1e-3) / options.warmup, (1 - share) / options.decay))


def loss_of(model: torch.nn.Module, batch: Batch) -> Tensor:
    """The summed cross-entropy of a batch in nats; no attention and no target crosses documents."""
    logits = model(
        input_ids=batch.tokens, attention_mask=batch.mask, position_ids=batch.positions, use_cache=False
    ).logits
    return functional.cross_entropy(
        logits.float().flatten(0, 1), batch.targets.flatten(), ignore_index=IGNORED, reduction="sum"
    )


class Run:
    """A training run's parts: model, optimizers, data, progress, and their checkpoint."""

    def __init__(self, options: Options) -> None:
        torch.manual_seed(options.seed)
        torch.set_num_threads(options.threads)
        self.options, self.progress = options, Progress()
        tokenizer = Tokenizer.from_file(str(Path(options.tokenizer) / "tokenizer.json"))
        special = special_ids(tokenizer)
        self.bos, _, self.padding = special
        sizes = {field.name: getattr(options, field.name) for field in fields(Shape) if field.name != "vocabulary"}
        self.shape = Shape(vocabulary=tokenizer.get_vocab_size(), **sizes)
        self.model = build(self.shape, special)
        self.model.to(torch.device(options.device))  # type: ignore[arg-type]
        self.optimizers = optimizers(self.model, options.matrix_rate, options.other_rate)
        self.mix = Mix(Path(options.tokens), WEIGHTS | {"generator": options.generator}, options.length, options.seed)
        self.loss: Callable[..., Tensor] = torch.compile(loss_of) if options.compile else loss_of
        self.path = Path(options.out) / "checkpoint.pt"

    def batch(self, rows: Any) -> Batch:
        """Rows as the model's input, on its device."""
        made = packed(rows, self.bos, self.padding)
        return Batch(*(getattr(made, field.name).to(self.options.device) for field in fields(Batch)))

    def step(self) -> float:
        """One optimizer step; returns the mean loss per target in nats."""
        options = self.options
        rows = self.mix.rows(self.progress.step, options.rows)
        count = int(((rows[:, 1:] != self.bos) & (rows[:, 1:] != self.padding)).sum())
        factor, total = rate(self.progress.share(options), options), 0.0
        for start in range(0, options.rows, options.micro):
            with torch.autocast(options.device, torch.bfloat16, enabled=options.amp):
                loss = self.loss(self.model, self.batch(rows[start : start + options.micro])) / count
            loss.backward()  # type: ignore[no-untyped-call]
            total += loss.item()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        for optimizer in self.optimizers:
            for group in optimizer.param_groups:
                group["lr"] = group["peak"] * factor
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
        self.progress.step += 1
        self.progress.tokens += rows.shape[0] * options.length
        return total

    @torch.no_grad()
    def heldout(self) -> dict[str, float]:
        """Nats per token on each source's held-out rows."""
        losses = {}
        for source in self.mix.weights:
            rows = heldout_rows(Path(self.options.tokens), source, self.options.length, self.options.evaluation_rows)
            batch = self.batch(rows)
            with torch.autocast(self.options.device, torch.bfloat16, enabled=self.options.amp):
                total = loss_of(self.model, batch).item()
            losses[source] = round(total / int((batch.targets != IGNORED).sum()), 4)
        return losses

    def save(self) -> None:
        """Writes the checkpoint beside the old one and then in its place: a kill leaves one of the two, whole."""
        state = {
            "model": self.model.state_dict(),
            "optimizers": [optimizer.state_dict() for optimizer in self.optimizers],
            "mix": self.mix.state(),
            "progress": asdict(self.progress),
            "shape": asdict(self.shape),
            "options": asdict(self.options),
        }
        self.path.parent.mkdir(parents=True, exist_ok=True)
        half = self.path.with_suffix(".half")
        with half.open("wb") as file:
            torch.save(state, file)
            file.flush()
            os.fsync(file.fileno())
        half.replace(self.path)

    def resume(self) -> bool:
        """Goes on from the checkpoint, if there is one."""
        if not self.path.exists():
            return False
        state = torch.load(self.path, map_location=self.options.device, weights_only=True)
        self.model.load_state_dict(state["model"])
        for optimizer, saved in zip(self.optimizers, state["optimizers"], strict=True):
            optimizer.load_state_dict(saved)
        self.mix.restore(state["mix"])
        self.progress = Progress(**state["progress"])
        return True

    def log(self, **values: object) -> None:
        """Appends one line to log.jsonl and shows it."""
        line = json.dumps({**asdict(self.progress), **values})
        with (self.path.parent / "log.jsonl").open("a") as file:
            file.write(line + "\n")
        print(line, flush=True)


def train(options: Options) -> Run:
    """Trains until the budget is used, from the checkpoint if there is one; evaluates and saves at the end."""
    run = Run(options)
    Path(options.out).mkdir(parents=True, exist_ok=True)
    run.log(begins=True, resumed=run.resume(), parameters=run.model.num_parameters(), weights=run.mix.weights)
    saved = evaluated = run.progress.seconds
    while run.progress.share(options) < 1 and not 0 < options.stop <= run.progress.step:
        began = time.perf_counter()
        loss = run.step()
        run.progress.seconds += time.perf_counter() - began
        if run.progress.step % 10 == 0:
            run.log(loss=round(loss, 4))
        if run.progress.seconds - evaluated >= options.evaluate_every:
            began = time.perf_counter()
            run.log(heldout=run.heldout())
            run.progress.seconds += time.perf_counter() - began
            evaluated = run.progress.seconds
        if run.progress.seconds - saved >= options.save_every:
            run.save()
            saved = run.progress.seconds
    run.save()
    run.log(heldout=run.heldout(), done=True)
    return run


def main() -> None:
    """`--recipe cpu` or `gpu`, then options of the same names as the fields of `Options`."""
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--recipe", choices=RECIPES, default="cpu", help="where the other options begin")
    chosen, rest = first.parse_known_args()
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, parents=[first]
    )
    for field in fields(Options):
        default = getattr(RECIPES[chosen.recipe], field.name)
        kind = argparse.BooleanOptionalAction if isinstance(default, bool) else None
        extra: dict[str, Any] = {"action": kind} if kind else {"type": type(default)}
        parser.add_argument(f"--{field.name.replace('_', '-')}", default=default, **extra)
    given = vars(parser.parse_args(rest))
    train(Options(**{field.name: given[field.name] for field in fields(Options)}))


if __name__ == "__main__":
    main()
