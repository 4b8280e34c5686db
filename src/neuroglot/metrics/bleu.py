"""BLEU-4 (Papineni et al. 2002) in two definitions that give different numbers: CodeXGLUE's and sacrebleu's.

Both split texts as NIST's mteval does. CodeXGLUE (Lu et al. 2021; smoothing of Lin and Och 2004) scores every example
and takes the mean; sacrebleu (Post 2018, its defaults `tok:13a|smooth:exp`) adds the counts of all examples first.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from neuroglot.metrics.ngrams import agreement
from neuroglot.metrics.tally import Floats, Tally, mean_of

ORDERS = 4
_TINY = sys.float_info.min
_WORD_OR_SIGN = re.compile(r"\w+|[^\s\w]")
_ENTITIES = (("&quot;", '"'), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"))
_SPLITS = (
    (re.compile(r"([!-&(-+:-@\[-`{-~/])"), r" \1 "),  # ASCII signs but for ' , - and .
    (re.compile(r"([^0-9])([.,])"), r"\1 \2 "),
    (re.compile(r"([.,])([^0-9])"), r" \1 \2"),
    (re.compile(r"([0-9])(-)"), r"\1 \2 "),
)


def mteval_words(text: str) -> list[str]:
    """A text's words and signs as mteval-v13a splits them: case stays; `1,000.5` and `it's` stay whole."""
    text = text.rstrip().replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    text = f" {text} "
    for pattern, parts in _SPLITS:
        text = pattern.sub(parts, text)
    return text.split()


def codexglue_words(text: str) -> list[str]:
    """In lower case, split at every sign that is no word character, then as mteval does (which splits at `_`)."""
    return mteval_words(" ".join(_WORD_OR_SIGN.findall(text.lower())))


def codexglue_bleu(hypotheses: Sequence[str], references: Sequence[str]) -> Tally:
    """CodeXGLUE's BLEU-4, 0 to 100: the mean over examples of

        exp(min(0, 1 - (r + 1) / (h + 1))) * (m_1 / g_1 * prod_{k=2..4} (m_k + 1) / (g_k + 1)) ** (1/4)

    with m_k of g_k n-grams of length k in the reference, and h and r words. An empty hypothesis scores exp(-r).
    """
    counts = _counts([codexglue_words(text) for text in hypotheses], [codexglue_words(text) for text in references])
    matched, given, lengths = counts[:, :ORDERS], counts[:, ORDERS : 2 * ORDERS], counts[:, 2 * ORDERS :]
    smoothing = np.array([_TINY] + [1.0] * (ORDERS - 1))
    logs = np.log(matched + smoothing) - np.log(given + smoothing)
    brevity = np.minimum(0, 1 - (lengths[:, 1] + 1) / (lengths[:, 0] + 1))
    return mean_of(100 * np.exp(logs.mean(axis=1) + brevity))


def corpus_bleu(hypotheses: Sequence[str], references: Sequence[str]) -> Tally:
    """sacrebleu's corpus BLEU-4 with one reference, 0 to 100, as its defaults compute it."""
    sums = _counts([mteval_words(text) for text in hypotheses], [mteval_words(text) for text in references])
    return Tally(sums, _corpus_score)


def _corpus_score(sums: Floats) -> NDArray[np.float64]:
    """The score of added counts; an order without matches counts 1 / 2, then 1 / 4, ... of one (mteval's smoothing)."""
    matched, given = sums[..., :ORDERS], sums[..., ORDERS : 2 * ORDERS]
    ours, theirs = sums[..., 2 * ORDERS], sums[..., 2 * ORDERS + 1]
    missed = np.cumsum(matched == 0, axis=-1)
    numerator = np.where(matched > 0, matched, 0.5**missed)
    logs = np.log(numerator) - np.log(np.maximum(given, 1))
    brevity = np.minimum(0, 1 - theirs / np.maximum(ours, 1))
    scored = (given > 0).all(axis=-1) & (matched > 0).any(axis=-1)
    return np.asarray(np.where(scored, 100 * np.exp(logs.mean(axis=-1) + brevity), 0.0))


def _counts(hypotheses: Sequence[Sequence[str]], references: Sequence[Sequence[str]]) -> Floats:
    """Per example: matches of each order, n-grams of each order, words of the hypothesis, of the reference."""
    rows = np.zeros((len(hypotheses), 2 * ORDERS + 2))
    for row, ours, theirs in zip(rows, hypotheses, references, strict=True):
        for order in range(ORDERS):
            row[order], row[ORDERS + order], _ = agreement(ours, theirs, order + 1)
        row[2 * ORDERS :] = len(ours), len(theirs)
    return rows
