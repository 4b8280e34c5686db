"""How the C library hands out large blocks: a setting of the process that saves page faults on the CPU."""

from __future__ import annotations

import ctypes
import sys

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD = -1, -2, -3


def keep_large_blocks() -> None:
    """Let glibc keep large blocks for reuse instead of giving each back to the system, where there is a glibc.

    Every temporary of a batch is larger than the threshold from which glibc maps memory anew, and the page faults
    cost more than the arithmetic on it. For use by a program, not by a library: it holds for the whole process.
    """
    if not sys.platform.startswith("linux"):
        return
    try:
        mallopt = ctypes.CDLL("libc.so.6").mallopt
    except (OSError, AttributeError):  # another C library
        return
    if not mallopt(_MMAP_THRESHOLD, 1 << 30):  # older versions allow no more than 32 MiB
        mallopt(_MMAP_THRESHOLD, 1 << 25)
    mallopt(_TRIM_THRESHOLD, (1 << 31) - 1)
    mallopt(_TOP_PAD, 1 << 28)
