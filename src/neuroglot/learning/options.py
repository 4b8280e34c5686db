"""How a training runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated


@dataclass(frozen=True, slots=True)
class LearnOptions:
    """AdamW with a linear schedule (see `schedule.py`); the defaults are the paper's, which says nothing of epochs,
    decay and clipping.

    A step sees `rows` rows of `length` tokens, over all devices and passes. How many rows a device computes at a
    time changes memory and speed, nothing else.
    """

    lr: Annotated[float, "highest learning rate of AdamW"] = 5e-5
    rows: Annotated[int, "rows a step, over all devices"] = 16
    length: Annotated[int, "tokens a row; several examples share one"] = 1024
    steps: Annotated[int, "steps; 0: as many as the epochs have"] = 0
    epochs: Annotated[
        int,
        "times that every example is seen, where steps are not given; the last step is filled up with rows of one more",
    ] = 1
    warmup: Annotated[float, "share of the steps over which the rate rises; the first has a rate above 0"] = 0.1
    decay: Annotated[float, "weight decay of what is trained; nothing else ever decays"] = 0.0
    clip: Annotated[float, "largest norm of a step's gradient; 0: any"] = 1.0
    seed: Annotated[int, "of the order of examples, and of dropout"] = 0
    at_once: Annotated[int, "rows that a device computes at a time"] = 4
    checkpointing: Annotated[bool, "compute activations again in the backward pass: less memory, more time"] = False
    bf16: Annotated[bool, "compute in bfloat16 where the weights are float32"] = False
    save_every: Annotated[int, "steps between the states on disk that a killed training goes on from"] = 50
    patience: Annotated[
        int, "stop after so many checks without a lower validation loss, and take the best; 0: all steps, the last"
    ] = 0
    check_every: Annotated[int, "steps between such checks"] = 25
