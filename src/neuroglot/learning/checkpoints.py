"""The states on disk that a killed training goes on from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from neuroglot.core.artifacts import read_json, write_json
from neuroglot.core.errors import NeuroglotError

TRAINING = "training.json"
_STATE = "trainer_state.json"
_PICKLED = "training_args.bin"
_STOPPING = "EarlyStoppingCallback"


@dataclass(frozen=True, slots=True)
class State:
    """A whole state on disk, how many steps had been done, and at how many checks up to then, in a row, the validation
    loss had not fallen."""

    folder: Path
    step: int
    waited: int


def agree(folder: Path, asked: Mapping[str, Any]) -> None:
    """Write down what a training is made from, or compare it with what was: another one's states are never gone on
    with. Raises NeuroglotError where they differ."""
    path = folder / TRAINING
    wanted = json.loads(json.dumps(asked))
    if not path.exists():
        write_json(path, wanted)
        return
    there = read_json(path)
    for name in sorted(there.keys() | wanted.keys()):
        if there.get(name) != wanted.get(name):
            raise NeuroglotError(f"{folder} holds another training ({name} differ): give another folder, or remove it")


def last_state(folder: Path) -> State | None:
    """The newest whole state. The Trainer writes `trainer_state.json` last, so one without it was torn off."""
    found = []
    for path in folder.glob(f"checkpoint-*/{_STATE}"):
        try:
            state = read_json(path)
            found.append(State(path.parent, int(state["global_step"]), _waited(state)))
        except (NeuroglotError, KeyError, ValueError):
            continue
    return max(found, key=lambda state: state.step, default=None)


def _waited(state: Mapping[str, Any]) -> int:
    """The count of the Trainer's callback that stops early, which the Trainer writes down and does not read; 0 where
    there is none."""
    stopping = state["stateful_callbacks"].get(_STOPPING)
    return int(stopping["attributes"]["early_stopping_patience_counter"]) if stopping else 0


def drop_pickled(folder: Path) -> None:
    """Remove the pickled arguments that the Trainer leaves in every state and nobody reads; what remains is
    safetensors, JSON, and tensors that are loaded as weights only."""
    for path in folder.glob(f"checkpoint-*/{_PICKLED}"):
        path.unlink(missing_ok=True)
