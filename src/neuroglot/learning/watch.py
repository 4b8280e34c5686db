"""What is heard from a training while it runs: that it advances, how long its steps take, and that it went wrong."""

from __future__ import annotations

import math
import statistics
import time
from pathlib import Path
from typing import Any

import torch
from transformers import TrainerCallback

from neuroglot.core.progress import Progress
from neuroglot.learning.checkpoints import drop_pickled


class Watch(TrainerCallback):
    """Advances a bar, times steps, from the first row of a step to the moved weights, and stops where a loss is no
    finite number: nothing would come of further steps."""

    def __init__(self, progress: Progress, device: torch.device) -> None:
        self.progress, self.device = progress, device
        self.seconds: list[float] = []
        self.begun = 0.0

    def on_step_begin(self, *given: Any, **named: Any) -> None:
        """The clock starts."""
        self.begun = self._now()

    def on_step_end(self, *given: Any, **named: Any) -> None:
        """The clock stops."""
        self.seconds.append(self._now() - self.begun)
        self.progress.advance()

    def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **named: Any) -> None:
        """A step's loss is known."""
        if not math.isfinite((logs or {}).get("loss", 0.0)):
            control.should_training_stop = True

    def on_save(self, args: Any, *given: Any, **named: Any) -> None:
        """A state is on disk."""
        drop_pickled(Path(args.output_dir))

    @property
    def median(self) -> float:
        """Seconds of the median step; 0 without any."""
        return statistics.median(self.seconds) if self.seconds else 0.0

    def _now(self) -> float:
        if self.device.type == "cuda":
            torch.cuda.synchronize(self.device)
        return time.perf_counter()
