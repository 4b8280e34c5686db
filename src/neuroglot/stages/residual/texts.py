"""The texts whose tokens are looked at: programs that are given, or what the model itself writes for problems.

Either way the whole text is read again in one pass, so that a token's state is the one from which it was, or would have
been, written. A written text is cut into tokens anew, which at the border of prompt and text may differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from neuroglot.core.artifacts import Artifact, content_hash
from neuroglot.core.corpus import Corpus, ProblemSet, Snippet
from neuroglot.core.progress import Progress
from neuroglot.core.spread import Ints, spread
from neuroglot.generation.engine import TransformersEngine
from neuroglot.generation.generate import generate
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.batches import Document, leading_tokens
from neuroglot.models.subject import Subject
from neuroglot.models.token_classes import token_spans

SAMPLES = "part-samples.jsonl"


@dataclass(frozen=True, slots=True)
class Written:
    """Texts that the model writes for problems, with how they are drawn."""

    problems: ProblemSet
    sampling: SamplingOptions

    @property
    def name(self) -> str:
        """The benchmark's name."""
        return self.problems.name

    @property
    def split(self) -> str:
        """The benchmark's split."""
        return self.problems.split

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that occur."""
        return self.problems.languages

    def hash(self) -> str:
        """Over the problems and what the texts depend on; how many are written at a time is no part of it."""
        sampling = {name: value for name, value in asdict(self.sampling).items() if name != "batch"}
        return content_hash([self.problems.hash(), sampling])


Source = Corpus | Written


def kind_of(source: Source) -> str:
    """`given` or `written`: how results name the source."""
    return "written" if isinstance(source, Written) else "given"


def texts(subject: Subject, source: Source, artifact: Artifact, progress: Progress) -> tuple[list[Snippet], list[int]]:
    """The texts, and with how many characters each begins that were given and don't count. What was written is kept."""
    if isinstance(source, Corpus):
        return list(source.snippets), [0] * len(source.snippets)
    engine = TransformersEngine(subject)
    samples = generate(engine, source.problems, source.sampling, artifact.folder / SAMPLES, progress)
    by_id = {problem.task_id: problem for problem in source.problems.problems}
    found, given = [], []
    for sample in samples:
        problem = by_id[sample.task_id]
        found.append(Snippet(problem.language, problem.prompt + sample.text, sample.task_id, problem.task))
        given.append(len(problem.prompt))
    return found, given


def produced(
    subject: Subject,
    snippets: Sequence[Snippet],
    given: Sequence[int],
    documents: Sequence[Document],
    languages: Sequence[str],
    draw: tuple[int, int],
) -> tuple[Ints, Ints]:
    """The tokens that are looked at, by the place of their text and their position in it, both (tokens,).

    A token counts if it begins behind what was given, and is written from a state behind the text's first position (an
    attention sink). `draw` is how many are taken (0: all), as many of each language, and the seed.
    """
    prefix = len(leading_tokens(subject.tokenizer))
    rows, language = [], []
    for document in documents:
        snippet, front = snippets[document.index], given[document.index]
        _, spans = token_spans(subject.tokenizer, snippet.text)
        position = np.flatnonzero(spans[:, 0] >= len(snippet.text[:front].encode())) + prefix
        position = position[(position > 1) & (position < len(document.ids))]
        rows.append(np.stack([np.full(len(position), document.index), position]))
        language.append(np.full(len(position), languages.index(snippet.language)))
    joined = np.concatenate(rows, axis=1).astype(np.int64) if rows else np.zeros((2, 0), dtype=np.int64)
    of = np.concatenate(language).astype(np.int64) if language else np.zeros(0, dtype=np.int64)
    count, seed = draw
    places = spread(joined[0], of, count, len(languages), seed)
    return joined[0][places], joined[1][places]
