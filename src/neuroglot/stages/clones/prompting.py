"""Asking the model itself: how likely is "yes" rather than "no" behind two programs and a question.

The score is log p(yes) - log p(no) for the first tokens of the spellings of either word, less the same behind programs
without content: contextual calibration (Zhao et al. 2021, arXiv 2102.09690), for each two languages by themselves, with
p averaged over their three content-free inputs.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load_file, save

from neuroglot.core.artifacts import write_bytes
from neuroglot.core.corpus import Pair, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.languages import title
from neuroglot.core.progress import Progress
from neuroglot.corpora.clone_pairs import PairSet
from neuroglot.models.batches import NO_TARGET, Document, lay_out, leading_tokens, pack, row_length
from neuroglot.models.losses import hidden_states, scores
from neuroglot.models.subject import Subject

HEAD, BETWEEN = "Here are two programs.\n\nProgram 1, in {}:\n", "\n\nProgram 2, in {}:\n"
TAIL = "\n\nDo both programs do the same? Answer yes or no.\nAnswer:"
WORDS = ((" yes", " Yes", " YES", "yes", "Yes"), (" no", " No", " NO", "no", "No"))
CONTENT_FREE = ("N/A", "[MASK]", "")
PART = 256
"""Pairs whose answers are in one file."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Asker:
    """A subject, and how long its questions and batches are in tokens."""

    subject: Subject
    context: int
    batch_tokens: int

    @cached_property
    def words(self) -> tuple[list[int], list[int]]:
        """The first tokens of `yes` and of `no` in their spellings. Raises NeuroglotError where none tells them
        apart."""
        yes, no = ({self._ids(word)[0] for word in spellings} for spellings in WORDS)
        if not yes - no or not no - yes:
            raise NeuroglotError(f"{self.subject.id} begins yes and no with the same token: it can't be asked so")
        return sorted(yes - no), sorted(no - yes)

    def question(self, pair: Pair) -> tuple[array[int], bool]:
        """The tokens of a question, and whether a program was cut to fit: the longer one first, at its end."""
        fixed = [
            [*leading_tokens(self.subject.tokenizer), *self._ids(HEAD.format(title(pair.left.language)))],
            self._ids(BETWEEN.format(title(pair.right.language))),
            self._ids(TAIL),
        ]
        room = self._longest - sum(map(len, fixed))
        if room < 2:
            raise NeuroglotError(
                f"a question alone takes {sum(map(len, fixed))} tokens, and the context is {self._longest}: give a "
                "longer --context, or leave --prompt out"
            )
        left, right = self._ids(pair.left.text), self._ids(pair.right.text)
        kept = max(room // 2, room - len(right)), max(room - room // 2, room - len(left))
        cut = len(left) + len(right) > room
        return array("i", [*fixed[0], *left[: kept[0]], *fixed[1], *right[: kept[1]], *fixed[2]]), cut

    @property
    def _longest(self) -> int:
        longest = getattr(self.subject.config, "max_position_embeddings", None)
        return min(self.context, longest) if longest else self.context

    def _ids(self, text: str) -> list[int]:
        tokenizer: Any = self.subject.tokenizer
        return list(tokenizer(text, add_special_tokens=False, split_special_tokens=True)["input_ids"])

    def answers(self, questions: Sequence[array[int]]) -> Floats:
        """log p(yes) and log p(no) behind each question, shape (questions, 2)."""
        documents = [Document(place, ids, frozenset(), 0) for place, ids in enumerate(questions)]
        found = np.zeros((len(documents), 2))
        padding = self.subject.tokenizer.pad_token_id
        for rows in pack(documents, self.batch_tokens):
            batch = lay_out(rows, row_length(documents), 0 if padding is None else int(padding), True)
            last = (batch.targets == NO_TARGET) & (batch.documents >= 0)
            with torch.no_grad():
                hidden = hidden_states(self.subject, batch.to(self.subject.device))
                logits = torch.log_softmax(scores(self.subject, hidden[last.to(hidden.device)]), dim=-1)
            both = torch.stack([torch.logsumexp(logits[:, ids], dim=-1) for ids in self.words], dim=1)
            found[batch.documents[last].numpy()] = both.double().cpu().numpy()
        return found


def asked(asker: Asker, given: PairSet, folder: Path, progress: Progress) -> tuple[Floats, int]:
    """The calibrated score of every pair, (pairs,), and how many questions were cut; files that are there aren't made
    again."""
    found = np.zeros(len(given))
    cut = 0
    for start in range(0, len(given), PART):
        places = range(start, min(start + PART, len(given)))
        path = folder / f"part-asked-{given.split}-{start:07d}.safetensors"
        if not path.exists():
            questions = [asker.question(given.pair(place)) for place in places]
            answers = asker.answers([question for question, _ in questions])
            were_cut = np.array([was for _, was in questions], dtype=np.int64)
            write_bytes(path, save({"answers": answers, "cut": were_cut}))
        part = _read(path)
        found[start : places.stop] = part["answers"][:, 0] - part["answers"][:, 1]
        cut += int(part["cut"].sum())
        progress.advance(len(places))
    return found - _calibration(asker, given), cut


def _calibration(asker: Asker, given: PairSet) -> Floats:
    """What is said of programs without content in the languages of each pair, in their order, (pairs,)."""
    by_languages: dict[tuple[str, str], float] = {}
    said = np.zeros(len(given))
    for place, sides in enumerate(zip(given.left.tolist(), given.right.tolist(), strict=True)):
        languages = given.programs[sides[0]].language, given.programs[sides[1]].language
        if languages not in by_languages:
            empty = [[Snippet(language, text, "") for language in languages] for text in CONTENT_FREE]
            answers = asker.answers([asker.question(Pair(both[0], both[1], clones=False))[0] for both in empty])
            yes, no = np.log(np.exp(answers).mean(axis=0))
            by_languages[languages] = float(yes - no)
        said[place] = by_languages[languages]
    return said


def _read(path: Path) -> dict[str, NDArray[Any]]:
    try:
        return load_file(path)
    except (SafetensorError, OSError) as error:
        raise NeuroglotError(f"{path} can't be read ({error}); remove it and start again") from error
