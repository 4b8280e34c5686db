"""Several processes that work on one recording: which of them this is, and how they wait for one another.

A launcher such as torchrun says so in the environment. Nothing but waiting goes between ranks: each writes its shards
to the run's folder, which they share, so a rank that is lost loses what it did since its last save and no more.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta

import torch.distributed

from neuroglot.core.errors import NeuroglotError

PATIENCE = timedelta(days=7)
"""How long a rank waits for the slowest; where one is lost, it is the launcher that ends the others."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """This process's number, how many there are, its number on this machine, and whether they can wait (see `wait`)."""

    rank: int = 0
    world: int = 1
    local: int = 0
    linked: bool = False

    def wait(self) -> None:
        """Until every rank has come here. Nothing happens where there is one rank, or no address to meet at.

        Gloo carries it: ranks on CPUs and on any accelerators meet in the same way.
        """
        if self.linked:
            torch.distributed.init_process_group("gloo", timeout=PATIENCE)
            torch.distributed.barrier()
            torch.distributed.destroy_process_group()


def ranks() -> Ranks:
    """Read RANK, WORLD_SIZE, LOCAL_RANK and MASTER_ADDR as launchers set them.

    Raises NeuroglotError where they contradict each other.
    """
    try:
        rank, world, local = (int(os.environ.get(*one)) for one in _NUMBERS)
    except ValueError as error:
        raise NeuroglotError(f"RANK, WORLD_SIZE and LOCAL_RANK are numbers ({error}); a launcher sets them") from error
    if not 0 <= rank < world or local < 0:
        raise NeuroglotError(
            f"RANK={rank} of WORLD_SIZE={world} (LOCAL_RANK={local}) is no rank: a launcher sets them; unset all three "
            "for one process"
        )
    return Ranks(rank, world, local, world > 1 and "MASTER_ADDR" in os.environ)


_NUMBERS = (("RANK", "0"), ("WORLD_SIZE", "1"), ("LOCAL_RANK", "0"))
