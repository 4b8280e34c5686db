"""Reading the stream: sums against arithmetic on the hooks' own tensors, parts that add up to the score, and texts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from neuroglot.core.artifacts import open_artifact
from neuroglot.core.corpus import Corpus, Problem, ProblemSet, Snippet
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.results import Result
from neuroglot.generation.sampling import SamplingOptions
from neuroglot.models.batches import packing
from neuroglot.models.lens import Lens
from neuroglot.models.streams import Part, states, updates
from neuroglot.models.subject import Subject
from neuroglot.stages.residual import ResidualOptions, Written, residual, residual_request
from neuroglot.stages.residual.reading import CENTRED, WHOLE
from neuroglot.stages.residual.stage import CHUNK
from neuroglot.stages.residual.texts import SAMPLES, Source, produced
from neuroglot.stages.residual.vocabulary import NO_LANGUAGE, own_tokens, token_counts

OPTIONS = ResidualOptions(tokens=0, times=2.0, least=1, batch_tokens=100, bootstrap=50)


def run(subject: Subject, source: Source, corpus: Corpus, folder: Path, options: ResidualOptions = OPTIONS):
    artifact = open_artifact(folder, residual_request(subject, source, corpus, options))
    return residual(subject, source, corpus, options, artifact)


def value(results: tuple[Result, ...], metric: str, layer: int | None, language: str | None = None, **about: str):
    found = [
        r
        for r in results
        if (r.metric, r.layer, r.language) == (metric, layer, language)
        and all(r.condition.get(name) == wanted for name, wanted in about.items())
    ]
    assert len(found) == 1, found
    return found[0].value


def test_a_token_is_a_languages_own_by_its_frequency() -> None:
    counts = np.array([[50, 10, 40, 0, 0], [10, 45, 40, 4, 1]])
    assert own_tokens(counts, 4.0, 2).tolist() == [0, 1, NO_LANGUAGE, 1, NO_LANGUAGE]
    assert own_tokens(counts, 5.0, 1).tolist() == [0, NO_LANGUAGE, NO_LANGUAGE, 1, 1]
    with pytest.raises(NeuroglotError, match="at least two languages"):
        own_tokens(counts[:1], 4.0, 2)
    with pytest.raises(NeuroglotError, match="more than 1"):
        own_tokens(counts, 1.0, 2)


def test_special_tokens_are_no_languages(llama: Subject, corpus: Corpus) -> None:
    counts = token_counts(llama, corpus, ["go", "python"], 64)
    assert counts[:, :3].sum() == 0
    tab = llama.tokenizer("\t", add_special_tokens=False)["input_ids"][0]
    assert counts[:, tab].tolist() == [12, 0]


def test_figures_are_means_over_tokens_of_what_one_program_gives_alone(
    llama: Subject, corpus: Corpus, tmp_path: Path
) -> None:
    few = Corpus("toy", "test", corpus.snippets[:9])
    before = {name: tensor.clone() for name, tensor in llama.model.state_dict().items()}
    results = run(llama, few, corpus, tmp_path)
    assert all(torch.equal(tensor, before[name]) for name, tensor in llama.model.state_dict().items())
    sizes, cosines, right, scores = [], [], [], []
    for snippet in few.snippets:
        ids = torch.tensor([llama.tokenizer(snippet.text)["input_ids"]])
        found: dict[int, Tensor] = {}
        added: dict[tuple[int, Part], tuple[Tensor, Tensor]] = {}

        def keep(layer: int, part: Part, update: Tensor, was: Tensor, added: dict = added) -> None:
            added[layer, part] = (update, was)

        with torch.no_grad(), states(llama, found.__setitem__), updates(llama, keep):
            logits = llama.model(ids, use_cache=False).logits[0]
            seen = Lens(llama).read(found[1][0])
        update, was = (tensor[0, 1:-1] for tensor in added[1, "mlp"])  # the first position's state does not count
        sizes += (update.norm(dim=1) / (update + was).norm(dim=1)).tolist()
        cosines += torch.cosine_similarity(update, was, dim=1).tolist()
        right += (seen[1:-1].argmax(dim=1) == ids[0, 2:]).tolist()
        scores += logits[1:-1].gather(1, ids[0, 2:, None])[:, 0].tolist()
    assert value(results, "stream_share", 1, part="mlp", over="after") == pytest.approx(np.mean(sizes), rel=1e-3)
    assert value(results, "stream_cosine", 1, part="mlp") == pytest.approx(np.mean(cosines), rel=1e-3, abs=1e-4)
    assert value(results, "lens_right", 1) == pytest.approx(np.mean(right))
    assert value(results, "direct_effect", None, part="all", of=WHOLE) == pytest.approx(np.mean(scores), rel=1e-3)


def test_parts_add_up_to_the_score_and_masses_to_one(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    results = run(llama, corpus, corpus, tmp_path)
    for of in (WHOLE, CENTRED):
        for language in (None, *corpus.languages):
            parts = [
                r.value
                for r in results
                if r.metric == "direct_effect" and r.language == language
                if r.condition["of"] == of and r.condition["part"] != "all"
            ]
            assert len(parts) == 2 + 2 * len(llama.blocks)
            whole = value(results, "direct_effect", None, language, part="all", of=of)
            assert sum(parts) == pytest.approx(whole, rel=1e-3, abs=1e-3)
    for layer in range(len(llama.blocks)):
        masses = [value(results, "lens_mass", layer, "go", tokens=one) for one in (*corpus.languages, "none")]
        assert sum(masses) == pytest.approx(1.0, abs=1e-4)
        own = value(results, "lens_mass", layer, "go", tokens="own")
        assert own == pytest.approx(value(results, "lens_mass", layer, "go", tokens="go"))
    shares = [value(results, "written_tokens", None, "go", tokens=one) for one in (*corpus.languages, "none")]
    assert sum(shares) == pytest.approx(1.0)
    assert shares[corpus.languages.index("python")] < 0.1


def test_a_stopped_reading_goes_on_to_the_same_numbers(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    options = replace(OPTIONS, batch_tokens=1)  # a batch is one row
    many = Corpus("toy", "test", tuple(replace(s, text=s.text * 3) for s in corpus.snippets))
    whole = run(llama, many, corpus, tmp_path / "whole", options)
    artifact = open_artifact(tmp_path / "stopped", residual_request(llama, many, corpus, options))

    class Stops:
        def begin(self, title: str, total: int, done: int = 0) -> None:
            assert total > CHUNK

        def advance(self, steps: int = 1) -> None:
            raise KeyboardInterrupt

        def say(self, text: str) -> None: ...

    with pytest.raises(KeyboardInterrupt):
        residual(llama, many, corpus, options, artifact, Stops())
    assert len(list(artifact.folder.glob("part-*"))) == 1
    assert run(llama, many, corpus, tmp_path / "stopped", options) == whole


def test_only_what_stands_behind_the_prompt_counts(llama: Subject) -> None:
    snippets = [Snippet("python", "é = 1\nf(é)\n", "by hand", "1"), Snippet("go", "x := 1", "by hand", "1")]
    packed = packing(llama, snippets, 64, 300)
    text, position = produced(llama, snippets, [6, 0], packed.documents, ["python", "go"], (0, 0))
    # The prompt's six characters are seven bytes; <s> stands before them, and the first token is left out.
    assert position[text == 0].tolist() == list(range(8, 14))
    assert position[text == 1].tolist() == list(range(2, 7))


def test_what_the_model_writes_is_read_behind_the_prompts(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    problems = tuple(
        Problem(f"{language}/{n}", str(n), language, "", f"x{n}", "", (), "")
        for n in range(3)
        for language in ("python", "go")
    )
    written = Written(
        ProblemSet("toy", "test", problems), SamplingOptions(samples=1, max_new_tokens=12, temperature=1.0)
    )
    results = run(llama, written, corpus, tmp_path)
    assert {r.condition["text"] for r in results if "text" in r.condition} == {"written"}
    (kept,) = tmp_path.glob(f"residual/*/{SAMPLES}")
    assert len(kept.read_text().splitlines()) == len(problems)
    other = replace(written, sampling=replace(written.sampling, seed=1))
    assert other.hash() != written.hash()
    assert replace(written, sampling=replace(written.sampling, batch=3)).hash() == written.hash()


def test_texts_without_a_token_are_refused(llama: Subject, corpus: Corpus, tmp_path: Path) -> None:
    empty = Corpus("toy", "test", tuple(Snippet(one, "x", "by hand", "1") for one in ("go", "python")))
    with pytest.raises(NeuroglotError, match="no token of toy"):
        run(llama, empty, corpus, tmp_path)
