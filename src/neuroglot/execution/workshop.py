"""What all workers of a judge share: a temporary folder, the sandbox, and each language's prepared files."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from neuroglot.core.artifacts import content_hash
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.verdicts import Program
from neuroglot.execution.cache import BuildCache, cache_folder
from neuroglot.execution.files import place
from neuroglot.execution.groups import new_group
from neuroglot.execution.recipe import Build, BuildError, harness_hash
from neuroglot.execution.recipes import RECIPES
from neuroglot.execution.sandbox import Sandbox, open_sandbox
from neuroglot.execution.toolchains import TOOLCHAINS
from neuroglot.execution.worker import Worker

_NUMBERS = itertools.count()


class Workshop:
    """Makes workers and prepares languages, each once. Open it with `open_workshop`, which cleans up."""

    def __init__(self, root: Path, sandbox: Sandbox, cache: BuildCache) -> None:
        self.root, self.sandbox, self.cache = root, sandbox, cache
        self._locks = {language: threading.Lock() for language in RECIPES}
        self._keys: dict[str, str] = {}

    def worker(self) -> Worker:
        """A new worker; close it."""
        number = next(_NUMBERS)
        group = new_group(f"neuroglot-{os.getpid()}-{number}")
        return Worker(self.sandbox, self.root / f"box-{number}", group)

    def prepare(self, language: str, worker: Worker) -> str:
        """Make what all programs of a language share, the first time it is asked for.

        Returns a hash of it and of the toolchain's version and flags: equal hashes, equal builds. Raises NeuroglotError
        where the toolchain is there but does not work.
        """
        with self._locks[language]:
            if language not in self._keys:
                self._keys[language] = self._prepare(language, worker)
            return self._keys[language]

    def build(self, worker: Worker, program: Program) -> Build:
        """A program's build, from the cache where it is there. Raises BuildError where it can't be built."""
        recipe = RECIPES[program.language]
        key = self.prepare(program.language, worker)
        if not recipe.compiled:
            return recipe.build(worker, program)
        key = content_hash([key, program.code, program.test])
        found = self.cache.get(key)
        if found is None:
            try:
                found = recipe.build(worker, program)
            except BuildError as error:
                found = error
            self.cache.put(key, found)
        if isinstance(found, BuildError):
            raise found
        return found

    def _prepare(self, language: str, worker: Worker) -> str:
        recipe, version = RECIPES[language], TOOLCHAINS[language].version()
        there = [os.path.exists(need.path) for need in recipe.needs]
        key = content_hash([language, recipe.flags, version, there, self.sandbox.kind, harness_hash()])
        if self.cache.get_shared(key, self.sandbox.support):
            return key
        try:
            made = recipe.prepare(worker)
        except BuildError as error:
            raise NeuroglotError(f"the {language} toolchain does not work here: {error.detail}") from error
        place(self.sandbox.support, made)
        self.cache.put_shared(key, made)
        return key


@contextlib.contextmanager
def open_workshop(kind: str) -> Iterator[Workshop]:
    """A workshop with a sandbox of that kind, in a temporary folder that goes with it.

    Raises as `open_sandbox`, and where we are root and nobody else may enter the folder for temporary files.
    """
    root = Path(tempfile.mkdtemp(prefix="neuroglot-"))
    try:
        closed = [str(folder) for folder in root.parents if not folder.stat().st_mode & stat.S_IXOTH]
        if kind == "bubblewrap" and os.getuid() == 0 and closed:
            raise NeuroglotError(f"no program was run: only root may enter {closed[0]}; set TMPDIR to an open folder")
        root.chmod(0o755)
        support = root / "support"
        support.mkdir(mode=0o755)
        cache = BuildCache(cache_folder())
        cache.prune()
        yield Workshop(root, open_sandbox(kind, support), cache)
    finally:
        shutil.rmtree(root, ignore_errors=True)
