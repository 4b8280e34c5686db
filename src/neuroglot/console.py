"""The terminal: progress and errors on standard error, answers on standard output."""

from __future__ import annotations

import errno
import json
import sys
import time
from collections.abc import Callable

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from neuroglot.allocator import keep_large_blocks
from neuroglot.answer import Answer
from neuroglot.core.errors import NeuroglotError

QUIET_SECONDS = 30.0


class Bars:
    """Progress bars on a terminal; where standard error is none, a plain line every half minute."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.bars = Progress(
            TextColumn("{task.description:>12}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=self.console,
            disable=not self.console.is_terminal,
        )
        self.bar: TaskID | None = None
        self.title, self.total, self.done, self.first = "", 0, 0, 0
        self.begun = self.said = time.monotonic()

    def begin(self, title: str, total: int, done: int = 0) -> None:
        """A new bar; the one before stays as it is."""
        self.title, self.total, self.done, self.first = title, total, done, done
        self.begun = self.said = time.monotonic()
        self.bar = self.bars.add_task(title, total=total, completed=done)
        self.bars.start()

    def advance(self, steps: int = 1) -> None:
        """Move the bar on."""
        self.done += steps
        if self.bar is not None:
            self.bars.advance(self.bar, steps)
        now = time.monotonic()
        if not self.console.is_terminal and now - self.said > QUIET_SECONDS:
            self.said = now
            left = (now - self.begun) / max(self.done - self.first, 1) * (self.total - self.done)
            self.say(f"{self.title}: {self.done} of {self.total}, about {left:.0f} s left")

    def say(self, text: str) -> None:
        """A line that stays."""
        self.console.print(text, highlight=False, markup=False, soft_wrap=True)

    def stop(self) -> None:
        """Leave the terminal as it was."""
        self.bars.stop()


PROGRESS = Bars()


NO_MEMORY = ("out of memory", "DefaultCPUAllocator")
"""What torch's errors say where an accelerator, or its allocator of main memory, has none left."""


def deliver(run: Callable[[], Answer], as_json: bool) -> None:
    """Run a command, print its answer, and leave with 0, or 1 where the answer is no, 2 where it could not run (too
    little memory or disk, too), or 130 where it was stopped with Ctrl-C."""
    keep_large_blocks()
    try:
        answer = run()
    except NeuroglotError as error:
        fail(str(error))
    except KeyboardInterrupt:
        fail("stopped; the same command goes on where it was", code=130)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            fail(f"the disk is full ({error.filename or 'while writing'}): free some space, then run the same command")
        fail(f"{error.filename or 'a file'}: {error.strerror or error}")
    except (MemoryError, RuntimeError) as error:
        if not _lacks_memory(error):
            raise
        said = str(error).partition("\n")[0]
        fail(
            f"memory ran out{said and f' ({said})'}: give a smaller --batch-tokens or --batch, or --checkpointing, "
            "as far as the command has them"
        )
    finally:
        PROGRESS.stop()
    if as_json:
        sys.stdout.write(json.dumps(answer.data, indent=1, allow_nan=False) + "\n")
    else:
        Console(highlight=False).print(answer.text)
    raise typer.Exit(0 if answer.ok else 1)


def _lacks_memory(error: MemoryError | RuntimeError) -> bool:
    """Whether memory ran out; torch's errors are told without importing it, since most commands don't need it."""
    torch = sys.modules.get("torch")
    if isinstance(error, MemoryError) or (torch is not None and isinstance(error, torch.OutOfMemoryError)):
        return True
    return any(sign in str(error) for sign in NO_MEMORY)


def fail(message: str, code: int = 2) -> None:
    """One line on standard error, and out."""
    PROGRESS.stop()
    sys.stderr.write(f"neuroglot: {' '.join(message.split())}\n")
    raise typer.Exit(code)
