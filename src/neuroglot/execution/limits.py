"""How much a program may use before it is stopped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """What one run may use. Bytes, seconds, counts.

    `cpu` holds for each process, `wall`, `memory` and `processes` for the whole tree, `address_space` and `data` for
    each process (shared mappings escape the latter), `file_size` for each file, `scratch` for each of the folders that
    can be written (/tmp and /dev/shm, which are memory), `output` for standard output and standard error together.
    """

    cpu: int = 10
    wall: float = 20.0
    memory: int = 1024 * MIB
    processes: int = 64
    address_space: int = 4096 * MIB
    data: int = 1024 * MIB
    files: int = 256
    file_size: int = 32 * MIB
    scratch: int = 64 * MIB
    output: int = 1 * MIB
    stack: int = 64 * MIB

    def prlimit(self) -> Iterator[str]:
        """The arguments of prlimit(1) that set what the kernel counts by process."""
        yield f"--cpu={self.cpu}:{self.cpu + 1}"
        yield f"--as={self.address_space}"
        yield f"--data={self.data}"
        yield f"--nproc={self.processes}"
        yield f"--nofile={self.files}"
        yield f"--fsize={self.file_size}"
        yield f"--stack={self.stack}"
        yield "--core=0"


COMPILING = Limits(cpu=60, wall=90.0, memory=2048 * MIB, data=2048 * MIB, file_size=256 * MIB, scratch=512 * MIB,
                   output=256 * MIB)  # fmt: skip
"""For compilers: programs are small, but headers and linkers are not."""
