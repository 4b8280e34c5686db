"""BLEU, ROUGE-L, chrF and METEOR equal the packages that define them, and their intervals add up what was scored."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neuroglot.core.errors import NeuroglotError
from neuroglot.metrics.bleu import codexglue_bleu, codexglue_words, corpus_bleu, mteval_words
from neuroglot.metrics.chrf import chrf
from neuroglot.metrics.meteor import meteor, meteor_lacks
from neuroglot.metrics.rouge import rouge_l
from neuroglot.metrics.tally import mean_of

WORDS = st.sampled_from(
    [
        "the",
        "The",
        "sum",
        "of",
        "a_b",
        "x-1",
        "3-4",
        "1,000.5",
        "it's",
        "&quot;",
        "&amp;lt;",
        "<skipped>",
        "-\n",
        "naïve",
        "e.g.",
        "(n)",
        "end.",
        "f()",
        "$x",
        "日本",
        "[0]",
        "~",
        "`id`",
        "\n",
        "  ",
    ]
)
TEXTS = st.lists(WORDS, max_size=12).map(" ".join)
PAIRS = st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5)


def _sides(pairs: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
    return [one for one, _ in pairs], [other for _, other in pairs]


@given(PAIRS)
@settings(max_examples=60, deadline=None)
def test_corpus_bleu_and_chrf_are_sacrebleus(pairs: list[tuple[str, str]]) -> None:
    sacrebleu = pytest.importorskip("sacrebleu")
    ours, theirs = _sides(pairs)
    assert corpus_bleu(ours, theirs).value == pytest.approx(sacrebleu.corpus_bleu(ours, [theirs]).score)
    assert chrf(ours, theirs).value == pytest.approx(sacrebleu.corpus_chrf(ours, [theirs]).score)


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_words_are_split_as_sacrebleu_splits_them(text: str) -> None:
    tokenizers = pytest.importorskip("sacrebleu.tokenizers.tokenizer_13a")
    assert mteval_words(text) == tokenizers.Tokenizer13a()(text.rstrip()).split()


@given(PAIRS)
@settings(max_examples=60, deadline=None)
def test_rouge_l_is_that_of_rouge_score(pairs: list[tuple[str, str]]) -> None:
    scoring = pytest.importorskip("rouge_score.rouge_scorer")
    scorer = scoring.RougeScorer(["rougeL"])
    ours, theirs = _sides(pairs)
    expected = np.mean([100 * scorer.score(their, our)["rougeL"].fmeasure for our, their in pairs])
    assert rouge_l(ours, theirs).value == pytest.approx(expected)


@given(PAIRS)
@settings(max_examples=60, deadline=None)
def test_codexglues_bleu_is_its_formula_over_sacrebleus_counts(pairs: list[tuple[str, str]]) -> None:
    sacrebleu = pytest.importorskip("sacrebleu")
    counter = sacrebleu.BLEU(tokenize="none", effective_order=True)
    expected = []
    for ours, theirs in pairs:
        counted = counter.sentence_score(" ".join(codexglue_words(ours)), [" ".join(codexglue_words(theirs))])
        smooth = [np.finfo(float).tiny, 1, 1, 1]
        precisions = [(m + s) / (g + s) for m, g, s in zip(counted.counts, counted.totals, smooth, strict=True)]
        brevity = min(0, 1 - (counted.ref_len + 1) / (counted.sys_len + 1))
        expected.append(100 * math.exp(sum(map(math.log, precisions)) / 4 + brevity))
    assert codexglue_bleu(*_sides(pairs)).value == pytest.approx(np.mean(expected))


def test_codexglues_bleu_of_an_example_worked_by_hand() -> None:
    # five words against six: 4 of 5 words, 2 of 4 pairs, 1 of 3 triples, 0 of 2 fours
    one = 100 * math.exp(1 - 7 / 6) * (4 / 5 * 3 / 5 * 2 / 4 * 1 / 3) ** (1 / 4)
    scored = codexglue_bleu(["Returns the sum of values"], ["return the sum of the VALUES"])
    assert scored.value == pytest.approx(one)
    assert codexglue_bleu([""], ["two words"]).value == pytest.approx(100 * math.exp(-2))
    both = codexglue_bleu(
        ["Returns the sum of values", "exactly so it is"], ["return the sum of the VALUES", "exactly so it is"]
    )
    assert both.value == pytest.approx((one + 100) / 2)


def test_codexglue_splits_words_at_signs_and_underscores() -> None:
    assert codexglue_words("Sets the max_value to 1.5 (it's Fine).") == (
        ["sets", "the", "max", "_", "value", "to", "1", ".", "5", "(", "it", "'", "s", "fine", ")", "."]
    )


def test_scores_of_bootstrap_samples_are_scores_of_the_drawn_examples() -> None:
    ours = ["the sum of all values", "a list", "whether n is even", "reverses it"]
    theirs = ["sum of the values", "the list of words", "whether n is even", "return the reversed text"]
    weights = np.array([[2.0, 1, 1, 0], [0, 0, 4, 0], [1, 1, 1, 1]])
    for metric in (codexglue_bleu, corpus_bleu, rouge_l, chrf):
        drawn = metric(ours, theirs).drawn(weights)
        for row, found in zip(weights, drawn, strict=True):
            repeated = np.repeat(np.arange(4), row.astype(int))
            again = metric([ours[place] for place in repeated], [theirs[place] for place in repeated])
            assert found == pytest.approx(again.value), metric.__name__


def test_the_interval_holds_the_value_and_shrinks_with_the_number_of_examples() -> None:
    values = np.random.default_rng(0).uniform(0, 100, 400)
    few, many = mean_of(values[:25]).interval(500, 0), mean_of(values).interval(500, 0)
    assert few is not None
    assert many is not None
    assert many[0] < mean_of(values).value < many[1]
    assert many[1] - many[0] < (few[1] - few[0]) / 2


def test_meteor_is_nltks_or_says_what_is_missing() -> None:
    lacking = meteor_lacks()
    if lacking is None:
        from nltk.translate.meteor_score import single_meteor_score

        expected = 100 * single_meteor_score(["the", "total"], ["the", "sum"])
        assert meteor(["the sum"], ["the total"]).value == pytest.approx(expected)
    else:
        with pytest.raises(NeuroglotError, match=r"WordNet|nltk: pip"):
            meteor(["the sum"], ["the total"])
