"""What a recording read: kept beside it, so that later commands can read the same again."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from neuroglot.commands.options import InputOptions
from neuroglot.core.artifacts import Artifact, read_json, write_json
from neuroglot.core.corpus import Corpus
from neuroglot.core.errors import NeuroglotError
from neuroglot.corpora import load_corpus, natural
from neuroglot.corpora.load import sample_tasks
from neuroglot.corpora.stripped import SUFFIX, without_comments
from neuroglot.study_inputs import ASKED

SOURCE = "source.json"
"""In a recording's folder: the options of what was read."""

OURS = ("bundled", natural.NAME)
"""Corpora that are everywhere."""


def read_source(source: InputOptions) -> Corpus:
    """The programs that options ask for. Raises NeuroglotError where there are none."""
    corpus = sample_tasks(load_corpus(source.corpus, source.split, source.languages), source.tasks, source.sample)
    return corpus if source.comments else without_comments(corpus)


def keep_source(recorded: Artifact, source: InputOptions) -> None:
    """Write down what a recording reads; its model is in its request."""
    write_json(recorded.folder / SOURCE, {name: value for name, value in asdict(source).items() if name != "model"})


def recorded_source(run: Path, recorded: Artifact) -> InputOptions:
    """The corpus of a run's recording, and whether its comments were read.

    Raises NeuroglotError where that is not known, can't be read, or has changed since.
    """
    source = _known_source(run, recorded)
    try:
        again = read_source(source).hash()
    except NeuroglotError as error:
        raise NeuroglotError(
            f"what {run} was recorded on can't be read again: say with --corpus what to read ({error})"
        ) from error
    if (recorded.folder / SOURCE).exists() and again != recorded.request.identity["corpus"]:
        raise NeuroglotError(
            f"{source.corpus} has changed since {run} was recorded on it: to read it as it is now, give --corpus "
            f"{source.corpus}"
        )
    return source


def _known_source(run: Path, recorded: Artifact) -> InputOptions:
    """What was kept beside the recording, asked of its study, or told by its corpus's name."""
    if (recorded.folder / SOURCE).exists():
        kept = read_json(recorded.folder / SOURCE)
        return InputOptions(**{**kept, "languages": tuple(kept["languages"])})
    if (run / ASKED).exists():
        study = read_json(run / ASKED)
        return InputOptions(corpus=str(study["corpus"]), comments=bool(study.get("comments", True)))
    name = str(recorded.request.options["corpus"])
    plain = name.removesuffix(SUFFIX)
    if plain not in OURS:
        raise NeuroglotError(f"{run} was recorded on {name}, and where that lies was not kept: say it with --corpus")
    return InputOptions(corpus=plain, comments=plain == name)
