"""Ways to learn summaries: where adapters sit, what they learn in which order, and that nothing is done twice."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from neuroglot.core.artifacts import MANIFEST, Artifact, Request, artifacts, open_artifact
from neuroglot.core.documented import SPLITS, TEST, TRAIN, VALIDATION, Documented, DocumentedSet, LeftOut
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.results import Result
from neuroglot.generation.comments import comment_text
from neuroglot.generation.prompts import read_prompts
from neuroglot.learning import DivergedError, LearnOptions, read_examples
from neuroglot.metrics.bleu import codexglue_bleu
from neuroglot.models.subject import Subject
from neuroglot.stages.summarize import (
    ARMS,
    Bands,
    How,
    PromptOptions,
    SummarizeOptions,
    bands_for,
    middle_third,
    stage,
    summarize,
    summarize_request,
    teaching,
)
from neuroglot.stages.summarize.arms import ARMS as TABLE
from neuroglot.stages.summarize.arms import Amounts, lesson_of, ranks_at
from neuroglot.stages.summarize.plan import plan
from neuroglot.stages.summarize.prompts import lessons_of, problems_of
from neuroglot.stages.summarize.scores import Written, score_results

LANGUAGES = ("ruby",)
BAND = Bands(1, 1, 3, "made up")


def _set(split: str, count: int, languages: tuple[str, ...] = ("python", "ruby", "go", "java")) -> DocumentedSet:
    rows = [
        Documented(language, f"f{n}(x) = x + {n}", f"Adds {n} to x.", split, f"{split} {n}")
        for n in range(count)
        for language in languages
    ]
    return DocumentedSet("toy", split, tuple(rows))


EXAMPLES = {TRAIN: _set(TRAIN, 6), VALIDATION: _set(VALIDATION, 2), TEST: _set(TEST, 3)}
OPTIONS = SummarizeOptions(languages=LANGUAGES, rank=2, bootstrap=50)
HOW = How(LearnOptions(rows=2, length=128, steps=2, lr=0.01), PromptOptions(new_tokens=6))


def _artifact(subject: Subject, run: Path, options: SummarizeOptions = OPTIONS) -> Artifact:
    return open_artifact(run, summarize_request(subject, EXAMPLES, BAND, options, HOW))


def _run(subject: Subject, run: Path, options: SummarizeOptions = OPTIONS) -> tuple[Result, ...]:
    return summarize(subject, EXAMPLES, BAND, options, HOW, _artifact(subject, run, options))


@pytest.fixture(scope="module")
def finished(llama: Subject, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, tuple[Result, ...]]:
    """A whole comparison with the tiny model; it is only read."""
    run = tmp_path_factory.mktemp("summaries")
    return run, _run(llama, run)


def _weights(subject: Subject) -> dict[str, torch.Tensor]:
    return {name: one.clone() for name, one in subject.model.state_dict().items()}


def _about(results: tuple[Result, ...], metric: str) -> set[tuple[str, str | None, int]]:
    return {(one.condition["arm"], one.language, one.condition["amount"]) for one in results if one.metric == metric}


def test_every_arm_writes_in_every_language(finished: tuple[Path, tuple[Result, ...]]) -> None:
    _, results = finished
    for metric in ("summary_bleu", "summary_sacrebleu", "summary_rouge_l", "summary_chrf"):
        assert _about(results, metric) == {(arm, language, 6) for arm in ARMS for language in LANGUAGES}
    leads = [one for one in results if one.metric == "summary_bleu_lead"]
    assert {(one.condition["over"], one.language) for one in leads} == {
        (arm, language) for arm in ARMS if arm != "concept-transfer" for language in LANGUAGES
    }
    assert all(one.n == 3 and one.interval for one in leads)
    assert all(one.split == TEST for one in results if one.metric not in ("summary_loss", "summary_weights"))
    assert {one.split for one in results if one.metric == "summary_loss"} == {VALIDATION}


def test_a_learning_curve_is_in_the_low_language(llama: Subject, tmp_path: Path) -> None:
    options = replace(OPTIONS, arms=("base", "concept-lora"), languages=("go", "ruby"), amounts=("3", "9", "0"))
    results = _run(llama, tmp_path, options)
    most = {(arm, language, 6) for arm in ("base", "concept-lora") for language in ("go", "ruby")}
    assert _about(results, "summary_bleu") == most | {("concept-lora", "ruby", 3)}
    lessons = _artifact_facts(tmp_path)["lessons"]
    assert sorted(lesson["examples"] for lesson in lessons.values()) == [3, 6]


def _artifact_facts(run: Path) -> dict[str, Any]:
    (found,) = artifacts(run, stage.STAGE)
    return found.facts()


def test_scores_are_those_of_the_summaries_on_disk(finished: tuple[Path, tuple[Result, ...]]) -> None:
    run, results = finished
    (path,) = run.glob("summarize/*/part-base-ruby.jsonl")
    said = [json.loads(line)["generation"] for line in path.read_text().splitlines()]
    wanted = [one.summary for one in EXAMPLES[TEST].of(["ruby"]).examples]
    (found,) = (
        one
        for one in results
        if (one.metric, one.language, dict(one.condition)) == ("summary_bleu", "ruby", {"arm": "base", "amount": 6})
    )
    assert found.value == pytest.approx(codexglue_bleu(said, wanted).value)


def test_controls_train_as_many_weights_or_layers(finished: tuple[Path, tuple[Result, ...]]) -> None:
    _, results = finished
    found = {one.condition["arm"]: one for one in results if one.metric == "summary_weights"}
    assert {arm: (one.condition["layers"], one.n) for arm, one in found.items()} == {
        "direct": ("0-2", 3),
        "concept-lora": ("1-2", 2),
        "two-stage": ("0-2", 3),
        "concept-transfer": ("1-2", 2),
        "elsewhere": ("0-1", 2),
        "equal": ("0-2", 3),
    }
    weights = {arm: one.value for arm, one in found.items()}
    assert weights["concept-transfer"] == weights["elsewhere"] == weights["equal"] == weights["concept-lora"]
    assert weights["two-stage"] == weights["direct"] == 1.5 * weights["concept-transfer"]


def test_the_model_is_what_it_was_and_finished_work_is_not_done_again(
    finished: tuple[Path, tuple[Result, ...]], llama: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    run, results = finished
    before = _weights(llama)
    monkeypatch.setattr(teaching, "learn", _never)
    assert _run(llama, run) == results
    for manifest in run.glob(f"summarize/*/{MANIFEST}"):
        manifest.unlink()
    assert _run(llama, run) == results, "adapters and summaries on disk are enough"
    after = _weights(llama)
    assert before.keys() == after.keys()
    assert all(torch.equal(one, after[name]) for name, one in before.items())


def _never(*given: object, **named: object) -> None:
    raise AssertionError("it was done already")


def test_a_killed_comparison_goes_on_and_ends_the_same(
    llama: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = replace(OPTIONS, arms=("concept-transfer",))
    whole = _run(llama, tmp_path / "whole", options)
    lessons, texts = teaching.learn, stage.summaries
    calls = {"lessons": 0, "texts": 0}

    def killed(name: str, function: object, at: int) -> object:
        def call(*given: object, **named: object) -> object:
            calls[name] += 1
            if calls[name] == at:
                raise KeyboardInterrupt
            return function(*given, **named)  # type: ignore[operator]

        return call

    monkeypatch.setattr(teaching, "learn", killed("lessons", lessons, 2))
    monkeypatch.setattr(stage, "summaries", killed("texts", texts, 1))
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            _run(llama, tmp_path / "killed", options)
    assert _run(llama, tmp_path / "killed", options) == whole
    assert calls["lessons"] == 3, "of two lessons one was begun twice"


def test_the_rate_is_the_best_on_validation(llama: Subject, tmp_path: Path) -> None:
    options = replace(OPTIONS, arms=("concept-lora",), rates=("1e-9", "0.05"))
    results = _run(llama, tmp_path, options)
    losses = {one.condition["rate"]: one.value for one in results if one.metric == "summary_loss"}
    assert losses.keys() == {1e-9, 0.05}
    best = min(losses, key=lambda rate: losses[rate])
    used = _artifact_facts(tmp_path)["lessons"]
    assert [lesson["rate"] for lesson in used.values()] == [best]


def test_a_rate_at_which_a_training_diverges_is_not_chosen(
    llama: Subject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    learned: list[float] = []

    def learn(*given: Any) -> Any:
        learned.append(given[2].lr)
        if given[2].lr > 0.1:
            raise DivergedError("it diverged")
        return teach(*given)

    teach = teaching.learn
    monkeypatch.setattr(teaching, "learn", learn)
    options = replace(OPTIONS, arms=("concept-lora",), rates=("0.5", "0.05"))
    results = _run(llama, tmp_path / "one", options)
    assert {one.condition["rate"] for one in results if one.metric == "summary_loss"} == {0.05}
    for _ in range(2):
        with pytest.raises(NeuroglotError, match="concept-lora diverged at every learning rate"):
            _run(llama, tmp_path / "none", replace(options, rates=("0.5",)))
    assert learned == [0.5, 0.05, 0.5], "a training that diverged is not done again"
    measured = teaching.example_losses
    monkeypatch.setattr(teaching, "example_losses", lambda *given: (measured(*given)[0] * math.inf, None))
    with pytest.raises(NeuroglotError, match="concept-lora diverged at every learning rate"):
        _run(llama, tmp_path / "measured", replace(options, rates=("0.05",)))


def test_seeds_are_averaged_and_named(llama: Subject, tmp_path: Path) -> None:
    options = replace(OPTIONS, arms=("concept-lora",), repeats=2)
    found = [one for one in _run(llama, tmp_path, options) if one.metric == "summary_chrf"]
    single = [one for one in found if "seed" in one.condition]
    (whole,) = (one for one in found if "seed" not in one.condition)
    assert [one.seed for one in single] == [0, 1]
    assert whole.value == pytest.approx(sum(one.value for one in single) / 2)


def test_leads_are_paired_differences() -> None:
    tests = {"ruby": EXAMPLES[TEST].of(["ruby"])}
    right = [one.summary for one in tests["ruby"].examples]
    texts = {"concept-transfer": right, "equal": right, "base": ["nothing of the kind"] * 3}
    written = [Written(arm, "ruby", 6, (), (said,)) for arm, said in texts.items()]
    origin = {"stage": "summarize", "model": "m", "corpus": "c", "split": TEST}
    leads = {
        one.condition["over"]: one
        for one in score_results(written, tests, 50, origin)
        if one.metric == "summary_bleu_lead"
    }
    assert (leads["equal"].value, leads["equal"].low, leads["equal"].high) == (0, 0, 0)
    assert leads["base"].value == pytest.approx(100, abs=1)
    assert leads["base"].low is not None
    assert leads["base"].low > 90


def test_stages_follow_one_another_and_are_shared() -> None:
    data = ("ruby", ("python", "java"), Amounts(10, 0))
    lesson = lesson_of(TABLE["concept-transfer"], "go", data, 0.1, 7)
    assert (lesson.languages, lesson.amount, lesson.place) == (("ruby",), 10, "concept")
    assert lesson.after is not None
    assert (lesson.after.languages, lesson.after.amount, lesson.after.after) == (("python", "java"), 0, None)
    fewer = lesson_of(TABLE["concept-transfer"], "go", ("ruby", ("python", "java"), Amounts(5, 0)), 0.1, 7)
    assert fewer.after == lesson.after, "the first stage does not depend on the low language's amount"
    own = {lesson_of(TABLE["direct"], language, data, 0.1, 7).name for language in ("go", "ruby")}
    assert len({lesson.name, fewer.name, lesson.after.name, *own}) == 5


@pytest.mark.parametrize(("first", "last", "layers"), [(4, 5, 8), (1, 2, 8), (0, 0, 3), (7, 7, 8)])
def test_places_are_as_wide_as_they_say(first: int, last: int, layers: int) -> None:
    bands = Bands(first, last, layers, "")
    width = layers - first
    assert list(ranks_at("concept", 4, bands)) == list(range(first, layers))
    assert list(ranks_at("elsewhere", 4, bands)) == list(range(width))
    assert sum(ranks_at("thin", 4, bands).values()) == sum(ranks_at("concept", 4, bands).values()) == 4 * width
    assert list(ranks_at("everywhere", 4, bands)) == list(range(layers))
    assert ranks_at("nowhere", 4, bands) == {}


def test_rows_that_are_no_examples_are_named_by_language_and_split() -> None:
    rows = (LeftOut("php", "syntax error", 1200), LeftOut("ruby", "no code", 1), LeftOut("php", "not English", 3))
    lacking = {**EXAMPLES, TRAIN: replace(EXAMPLES[TRAIN], left_out=rows[1:])}
    lacking |= {TEST: replace(EXAMPLES[TEST], left_out=rows)}
    assert plan(lacking, OPTIONS, 0.1, 0).skipped == (
        {"what": "rows in Ruby", "why": "train no code 1; test no code 1"},
        {"what": "rows in PHP", "why": "train not English 3; test syntax error 1,200, not English 3"},
    )
    assert plan(EXAMPLES, OPTIONS, 0.1, 0).skipped == ()


def test_what_there_is_nothing_of_is_left_out_or_refused() -> None:
    fewer = {**EXAMPLES, TRAIN: _set(TRAIN, 6, ("python", "ruby", "java"))}
    found = plan(fewer, replace(OPTIONS, languages=("python", "go", "php")), 0.1, 0)
    assert {row["what"] for row in found.skipped} == {"PHP", "direct in Go"}
    assert ("direct", "go") not in {(cell.arm, cell.language) for cell in found.cells()}
    assert ("base", "go") in {(cell.arm, cell.language) for cell in found.cells()}
    for change, said in (
        ({"low": "php"}, "no train examples in PHP"),
        ({"high": ("php",)}, "no train examples in PHP"),
        ({"low": "cobol"}, "unknown language"),
        ({"arms": ("best",)}, "unknown arm"),
        ({"amounts": ("few",)}, "--amounts"),
        ({"rates": ("fast",)}, "--rates"),
        ({"languages": ("php",)}, "no test examples"),
    ):
        with pytest.raises(NeuroglotError, match=said):
            plan(fewer, replace(OPTIONS, **change), 0.1, 0)  # type: ignore[arg-type]


def test_what_is_read_before_a_summary_is_the_same_in_training_and_writing(llama: Subject) -> None:
    examples = EXAMPLES[TEST].of(["python", "go"])
    taught = read_examples(llama, lessons_of(examples.examples, " Summary:"), 128)
    problems = problems_of(examples, " Summary:").problems
    prompts = read_prompts(llama.tokenizer, llama.config, {one.prompt for one in problems}, 6)
    for lesson, problem in zip(taught.kept, problems, strict=True):
        assert tuple(lesson.ids[: lesson.begin]) == prompts[problem.prompt].tokens
    answers = [llama.tokenizer.decode(lesson.ids[lesson.begin :]) for lesson in taught.kept]
    assert answers == [f" {one.summary}</s>" for one in examples.examples]


@pytest.mark.parametrize(
    ("text", "sign", "said"),
    [
        (" Adds one.\n", "#", "Adds one."),
        (" Adds\n# one to x.\ndef f", "#", "Adds one to x."),
        (" Adds\n  // one.\n\n// More.", "//", "Adds one."),
        ("", "#", ""),
        ("\nx = 1", "#", ""),
    ],
)
def test_a_comment_ends_where_its_lines_do(text: str, sign: str, said: str) -> None:
    assert comment_text(text, sign) == said


def test_the_band_is_the_runs_or_the_middle_third_and_said(llama: Subject, tmp_path: Path) -> None:
    assert middle_third(8, "so") == Bands(2, 4, 8, "the middle third, since so")
    assert bands_for(llama, tmp_path) == Bands(
        1, 1, 3, "the middle third, since the run has no concept layers (neuroglot layers RUN)"
    )
    assert bands_for(llama, tmp_path, "0-1") == Bands(0, 1, 3, "as given")
    for given in ("5", "2-1", "1-3", "a-b"):
        with pytest.raises(NeuroglotError, match="--band"):
            bands_for(llama, tmp_path, given)
    request = Request("layers", {"a": 1}, {"weights": llama.weights})
    open_artifact(tmp_path, request).finish(_profile(1.0), {})
    found = bands_for(llama, tmp_path)
    assert (found.first, found.last, found.source) == (0, 1, f"layers/{request.key}")
    other = Request("layers", {"a": 2}, {"weights": "another model's"})
    open_artifact(tmp_path, other).finish(_profile(0.0), {})
    assert bands_for(llama, tmp_path) == found


def _profile(found: float) -> list[Result]:
    about = {"stage": "layers", "model": "m", "n": 3, "unit": "layer", "split": VALIDATION}
    ends = {"band_found": found, "band_first": 0.0, "band_last": 1.0}
    rows = [Result(metric=name, value=value, condition={"role": "band"}, **about) for name, value in ends.items()]
    return [*rows, Result(metric="cosine", value=0.5, layer=0, **about)]


def test_all_splits_are_part_of_the_request(llama: Subject) -> None:
    identity = summarize_request(llama, EXAMPLES, BAND, OPTIONS, HOW).identity
    for split in SPLITS:
        changed = {**EXAMPLES, split: _set(split, 1)}
        other = summarize_request(llama, changed, BAND, OPTIONS, HOW).identity
        assert {name for name in identity if identity[name] != other[name]} == {f"{split} examples"}
