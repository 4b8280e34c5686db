"""Clone detection on a tiny model: what is chosen where, what a killed stage does, and laws of its numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.corpus import Corpus, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.results import Result
from neuroglot.corpora.clone_pairs import ClonePairs, PairOptions
from neuroglot.corpora.clone_pairs.from_tasks import pairs_of_tasks
from neuroglot.corpora.clone_pairs.pair_set import chosen
from neuroglot.models import states as states_module
from neuroglot.models.batches import packing
from neuroglot.models.subject import Subject
from neuroglot.stages.clones import CloneOptions, clones, clones_request
from neuroglot.stages.clones import stage as stage_module
from neuroglot.stages.clones.folds import FOLDS, folds_of
from neuroglot.stages.clones.measures import by_cosine, by_jaccard, by_tfidf
from neuroglot.stages.clones.prompting import Asker, asked
from neuroglot.stages.clones.scored import Scored, setting_of
from tests.families import tiny

ASKED = PairOptions(most=1)
OPTIONS = CloneOptions(pooling=("mean", "last"), context=256, batch_tokens=256, bootstrap=50)
BAND = (1, 2)
FORMS = {
    "python": "def f{n}(x):\n    return x + {n}{more}\n",
    "go": "func g{n}(x int) int {{\n\treturn x + {n}{more}\n}}\n",
    "javascript": "function h{n}(x) {{ return x + {n}{more}; }}\n",
}


def corpus(split: str, first: int, tasks: int) -> Corpus:
    snippets = tuple(
        Snippet(language, form.format(n=number, more=" * x" * (number % 4)), "made by hand", f"task {number}")
        for number in range(first, first + tasks)
        for language, form in FORMS.items()
    )
    return Corpus("toy", split, snippets)


@pytest.fixture(scope="module")
def llama(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """A tiny random Llama with room for a question."""
    return tiny("llama", tmp_path_factory.mktemp("models") / "llama", max_position_embeddings=512)


@pytest.fixture(scope="module")
def pairs() -> ClonePairs:
    validation, test = (pairs_of_tasks(corpus(*where), ASKED) for where in (("validation", 0, 12), ("test", 20, 8)))
    return ClonePairs(validation, test, "own")


@pytest.fixture(scope="module")
def finished(llama: Subject, pairs: ClonePairs, tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    artifact = open_artifact(tmp_path_factory.mktemp("run"), clones_request(llama, pairs, ASKED, BAND, OPTIONS))
    clones(llama, pairs, BAND, OPTIONS, artifact)
    return artifact


def whole(results: tuple[Result, ...], metric: str, representation: str) -> list[Result]:
    return [
        one
        for one in results
        if one.metric == metric
        and one.condition["representation"] == representation
        and not {"pair", "less"} & one.condition.keys()
    ]


def test_every_representation_has_its_numbers(finished: Artifact, pairs: ClonePairs) -> None:
    results = finished.results()
    for metric in ("clone_f1", "clone_precision", "clone_recall", "clone_ap", "clone_threshold"):
        assert [one.layer for one in whole(results, metric, "layer")] == [0, 1, 2]
        for name in ("band", "chosen layer", "jaccard", "tfidf", "all pairs"):
            assert len(whole(results, metric, name)) == 1
    assert {one.layer for one in results if one.metric == "clone_map_at_r"} == {0, 1, 2, None}
    thresholds = [one for one in results if one.metric == "clone_threshold"]
    assert all(one.split == "validation" and one.n == len(pairs.validation) for one in thresholds)
    others = [one for one in results if one.metric != "clone_threshold"]
    assert all(one.split == "test" and one.n > 0 and one.interval for one in others)
    assert {one.condition.get("pair") for one in results} == {None, "python-go", "python-javascript", "go-javascript"}
    by_pair = [one.n for one in results if one.metric == "clone_f1" and "pair" in one.condition]
    assert set(by_pair) == {16}
    assert not list(finished.folder.glob("*.safetensors"))


def test_every_pair_a_clone_is_what_its_share_says(finished: Artifact) -> None:
    results = finished.results()
    share = 0.5  # one other pair for each pair of clones
    assert whole(results, "clone_f1", "all pairs")[0].value == pytest.approx(2 * share / (1 + share))
    assert whole(results, "clone_recall", "all pairs")[0].value == 1.0
    assert whole(results, "clone_ap", "all pairs")[0].value == pytest.approx(share)


def test_a_lead_is_the_difference(finished: Artifact) -> None:
    results = finished.results()
    leads = [one for one in results if one.metric == "clone_f1_lead" and one.condition["representation"] == "band"]
    assert {one.condition["less"] for one in leads} == {"layer", "jaccard", "tfidf", "all pairs"}
    band = whole(results, "clone_f1", "band")[0].value
    for lead in leads:
        less = whole(results, "clone_f1", str(lead.condition["less"]))
        assert lead.value == pytest.approx(band - less[-1].value)  # of layers the last


def test_the_test_labels_choose_nothing(llama: Subject, pairs: ClonePairs, finished: Artifact, tmp_path: Path) -> None:
    turned = replace(pairs, test=replace(pairs.test, clones=~pairs.test.clones))
    artifact = open_artifact(tmp_path, clones_request(llama, turned, ASKED, BAND, OPTIONS))
    results = clones(llama, turned, BAND, OPTIONS, artifact)

    def thresholds(found: tuple[Result, ...]) -> list[tuple[object, ...]]:
        return [(one.value, one.layer, dict(one.condition)) for one in found if one.metric == "clone_threshold"]

    assert thresholds(results) == thresholds(finished.results())
    assert whole(results, "clone_f1", "band")[0].value != whole(finished.results(), "clone_f1", "band")[0].value


def test_a_killed_stage_goes_on_and_gives_the_same(
    llama: Subject, pairs: ClonePairs, finished: Artifact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    real = states_module.pooled

    def counted(*given: object) -> object:
        calls.append(given)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(states_module, "CHUNK_BYTES", 1)
    monkeypatch.setattr(states_module, "pooled", counted)
    artifact = open_artifact(tmp_path, clones_request(llama, pairs, ASKED, BAND, OPTIONS))
    with pytest.raises(KeyboardInterrupt):
        clones(llama, pairs, BAND, OPTIONS, artifact)
    assert len(list(artifact.folder.glob("states-*.safetensors"))) == 2
    assert clones(llama, pairs, BAND, OPTIONS, artifact) == finished.results()
    batches = sum(len(packing(llama, one.programs, 256, 256)) for one in (pairs.validation, pairs.test))
    assert len(calls) == batches + 1


def test_answers_that_are_on_disk_are_not_asked_again(
    llama: Subject, pairs: ClonePairs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asker = Asker(llama, 256, 256)
    first, cut = asked(asker, pairs.test, tmp_path, stage_module.Silent())
    assert np.isfinite(first).all()
    assert np.unique(first).size > 1
    questions = []
    real = Asker.answers

    def counted(self: Asker, given: list[object]) -> object:
        questions.append(len(given))
        return real(self, given)  # type: ignore[arg-type]

    monkeypatch.setattr(Asker, "answers", counted)
    again, cut_again = asked(asker, pairs.test, tmp_path, stage_module.Silent())
    np.testing.assert_array_equal(first, again)
    assert cut == cut_again
    assert set(questions) == {3}  # programs without content, in each two languages


def test_the_model_is_asked_where_that_is_wanted(llama: Subject, pairs: ClonePairs, tmp_path: Path) -> None:
    options = replace(OPTIONS, pooling=("mean",), variant=("raw",), prompt=True)
    artifact = open_artifact(tmp_path, clones_request(llama, pairs, ASKED, (), options))
    results = clones(llama, pairs, (), options, artifact)
    assert len(whole(results, "clone_f1", "prompt")) == 1
    assert not whole(results, "clone_f1", "band")
    leads = {(one.condition["representation"], one.condition["less"]) for one in results if "less" in one.condition}
    assert ("chosen layer", "prompt") in leads
    assert not list(artifact.folder.glob("*.safetensors"))


def test_a_question_keeps_both_programs_and_its_end(llama: Subject, pairs: ClonePairs) -> None:
    pair = pairs.test.pair(0)
    long = replace(pair, left=replace(pair.left, text=pair.left.text * 50))
    for given, is_cut in ((pair, False), (long, True)):
        tokens, cut = Asker(llama, 300, 512).question(given)
        assert cut is is_cut
        assert len(tokens) <= 300
        text = llama.tokenizer.decode(tokens)
        assert text.endswith("Answer:")
        assert pair.right.text.strip() in text
    with pytest.raises(NeuroglotError, match="a question alone takes"):
        Asker(llama, 8, 256).question(pair)


def test_measures_agree_with_each_other(pairs: ClonePairs) -> None:
    programs = pairs.test.programs
    states = np.random.default_rng(0).normal(size=(len(programs), 5))
    every = np.arange(len(programs))
    for measure in (by_cosine(states), by_jaccard(programs), by_tfidf(programs, pairs.validation.programs)):
        table = measure.of_all(every)
        left, right = pairs.test.left, pairs.test.right
        np.testing.assert_allclose(measure.scores(left, right), table[left, right])
        np.testing.assert_allclose(table, table.T, atol=1e-12)
        np.testing.assert_allclose(np.diagonal(table), 1.0)


def test_what_judges_a_pair_never_saw_it() -> None:
    unit = np.repeat(np.arange(20), 3)
    language = np.tile(np.arange(3), 20)
    folds = folds_of(unit, language, 3, 0)
    seen = np.zeros((60, 60), dtype=int)
    for both, rows in folds.held_out():
        assert not set(unit[rows]) & set(unit[np.isin(folds.fold, both)])
        inside = np.isin(folds.fold, both)
        lone = inside & (folds.fold == both[0]) if len(both) == 1 else inside
        first, second = np.ix_(lone, lone)
        mixed = (folds.fold[first] != folds.fold[second]) | (len(both) == 1)
        seen[first, second] += mixed
    assert (seen == 1).all()  # every pair of programs is scored once
    assert len(np.unique(folds.fold)) == FOLDS


def test_whitening_is_not_judged_where_it_was_fitted(llama: Subject, pairs: ClonePairs) -> None:
    states = np.random.default_rng(0).normal(size=(60, 30))
    folds = folds_of(np.repeat(np.arange(20), 3), np.tile(np.arange(3), 20), 3, 0)
    sizes = {folds.fit(states, rows, ("whitened",)).directions.shape[1] for _, rows in folds.held_out()}
    assert sizes == {folds.fit(states, np.arange(60), ("whitened",)).directions.shape[1]} == {folds.directions}
    with pytest.raises(NeuroglotError, match="too few"):
        folds.fit(states, np.flatnonzero(folds.language == 0), ("centred",))


def test_perfect_scores_are_perfect(pairs: ClonePairs) -> None:
    setting = setting_of(pairs, 20, {"stage": "clones", "model": "none", "corpus": "toy", "seed": 0})
    scores = [one.clones.astype(float) for one in (pairs.validation, pairs.test)]
    found = {one.metric: one for one in Scored(setting, {"representation": "oracle"}, *scores).results()}
    for metric in ("clone_f1", "clone_precision", "clone_recall", "clone_ap"):
        assert (found[metric].value, found[metric].low, found[metric].high) == (1.0, 1.0, 1.0)


def test_pairs_of_one_kind_are_told_once(pairs: ClonePairs) -> None:
    some = replace(pairs, test=chosen(pairs.test, pairs.test.by_languages["python-go"]))
    origin = {"stage": "clones", "model": "none", "corpus": "toy", "seed": 0}
    for given, told in ((pairs, 3), (some, 0)):
        scores = [np.arange(float(len(one))) for one in (given.validation, given.test)]
        found = Scored(setting_of(given, 5, origin), {"representation": "any"}, *scores).results()
        assert sum(one.metric == "clone_f1" and "pair" in one.condition for one in found) == told


@pytest.mark.parametrize(
    ("options", "band", "message"),
    [
        (replace(OPTIONS, variant=("rotated",)), BAND, "unknown variant"),
        (replace(OPTIONS, pooling=()), BAND, "at least one"),
        (replace(OPTIONS, pooling=("max",)), BAND, "pooling"),
        (OPTIONS, (3,), "layer 3"),
    ],
)
def test_what_is_not_understood_is_refused(
    llama: Subject, pairs: ClonePairs, tmp_path: Path, options: CloneOptions, band: tuple[int, ...], message: str
) -> None:
    artifact = open_artifact(tmp_path, clones_request(llama, pairs, ASKED, band, options))
    with pytest.raises(NeuroglotError, match=message):
        clones(llama, pairs, band, options, artifact)
