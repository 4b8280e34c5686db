"""Summaries in a study: every way to learn them, at the study's size."""

from __future__ import annotations

from pathlib import Path

from neuroglot.core.artifacts import open_artifact
from neuroglot.core.documented import SPLITS, TEST, DocumentedSet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import LANGUAGES, canonical
from neuroglot.core.progress import Progress
from neuroglot.corpora.pairs import load_pairs
from neuroglot.models.subject import Subject
from neuroglot.stages.summarize import How, SummarizeOptions, bands_for, summarize, summarize_request


def run_summaries(
    run: Path, subject: Subject, pairs: str, options: SummarizeOptions, how: How, progress: Progress
) -> list[dict[str, str]]:
    """Compare the ways to learn summaries, in a run whose concept layers were measured before. Returns what was left
    out; all of it, with the reason, where the pairs can't be had."""
    try:
        examples = load_examples(pairs, options)
        bands = bands_for(subject, run)
        artifact = open_artifact(run, summarize_request(subject, examples, bands, options, how))
        summarize(subject, examples, bands, options, how, artifact, progress)
    except NeuroglotError as error:
        progress.say(f"no summaries: {error}")
        return [{"what": "summaries", "why": str(error)}]
    return [dict(row) for row in artifact.facts()["skipped"]]


def load_examples(pairs: str, options: SummarizeOptions) -> dict[str, DocumentedSet]:
    """The splits of a source in every language that is learned from or written in."""
    named = [canonical(one) for one in (options.low, *options.high)]
    wanted = tuple(one for one in LANGUAGES if one in (*named, *options.languages))
    return {split: load_pairs(pairs, split, options.languages if split == TEST else wanted) for split in SPLITS}
