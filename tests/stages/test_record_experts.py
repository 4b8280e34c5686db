"""Recordings of mixtures: sums over routed tokens equal the definitions, and all that follows runs on them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from neuroglot.core.artifacts import Artifact, open_artifact
from neuroglot.core.class_mix import standardised
from neuroglot.core.corpus import Corpus
from neuroglot.core.halves import halves
from neuroglot.core.neurons import Key, expert_of, kind_of
from neuroglot.core.statistics import READINGS, NeuronStatistics, save_statistics
from neuroglot.models.hooks import attribute
from neuroglot.models.subject import Subject
from neuroglot.stages.ablate import AblateOptions, ablate, ablate_request, pooled_means
from neuroglot.stages.chance import ChanceOptions, chance, chance_request
from neuroglot.stages.record import record
from neuroglot.stages.select import METHODS, MeanDifferenceOptions, select, select_mean_difference, select_request
from tests.families import MIXTURES, tiny
from tests.stages.test_record import SMALL, equal, fresh, recorded

FAMILIES = ("mixtral", "qwen3_moe")
EVERYTHING = replace(SMALL, programs=True, classes=True)


@pytest.fixture(scope="module", params=FAMILIES)
def subject(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Subject:
    return tiny(request.param, tmp_path_factory.mktemp("family"))


@pytest.fixture(scope="module")
def whole(
    subject: Subject, corpus: Corpus, tmp_path_factory: pytest.TempPathFactory
) -> tuple[NeuronStatistics, Artifact]:
    """One uninterrupted recording of everything, in a run of its own."""
    artifact = fresh(tmp_path_factory.mktemp("run"), subject, corpus, EVERYTHING)
    statistics = record(subject, corpus, EVERYTHING, artifact)
    assert statistics is not None
    return statistics, artifact


@pytest.fixture(scope="module")
def idle(tmp_path_factory: pytest.TempPathFactory) -> Subject:
    """Six experts, of which the last two are never among the best two: of the others' logits two are positive."""
    made = tiny("mixtral", tmp_path_factory.mktemp("idle"), num_local_experts=6)
    generator = torch.Generator().manual_seed(0)
    for block in made.blocks:
        one, other = torch.randn(2, 24, generator=generator)
        router = block.get_submodule("mlp.gate")
        router.weight.copy_(torch.stack([one, -one, other, -other, 0 * one, 0 * one]))  # type: ignore[operator, union-attr]
    return made


Sums = dict[str, dict[Key, np.ndarray]]


def by_hand(subject: Subject, corpus: Corpus) -> tuple[Sums, dict[Key, np.ndarray]]:
    """Every program alone, in float64, straight from the definitions; and how often each expert was reached."""
    sums: Sums = {}
    counts: dict[Key, np.ndarray] = {}
    for snippet, half in zip(corpus.snippets, halves(corpus.snippets, SMALL.seed), strict=True):
        place = corpus.languages.index(snippet.language)
        ids = torch.tensor([[0, *subject.tokenizer(snippet.text, add_special_tokens=False)["input_ids"]]])
        for key, (a, g) in one_program(subject, ids).items():
            counts.setdefault(key, np.zeros((2, 3, 2), dtype=np.int64))[:, place, half] += [len(a), len(a) > 0]
            parts = {
                "positives": (a > 0).sum(0),
                "sum": a.sum(0),
                "sum_squares": (a**2).sum(0),
                "sum_absolute": np.abs(a).sum(0),
            }
            length = max(len(a), 1)
            parts |= {
                "mean-of-products": np.abs(a * g).sum(0) / length,
                "product-of-means": np.abs(a.sum(0) * g.sum(0)) / length**2,
                "product-of-magnitudes": np.abs(a).sum(0) * np.abs(g).sum(0) / length**2,
                "signed": -(a * g).sum(0) / length,
            }
            for name, part in parts.items():
                sums.setdefault(name, {}).setdefault(key, np.zeros((3, 2, len(part))))[place, half] += part
    return sums, counts


def one_program(subject: Subject, ids: torch.Tensor) -> dict[Key, tuple[np.ndarray, np.ndarray]]:
    """Activations and gradients of the tokens that count, all but the first, where they are routed."""
    found: dict[Key, tuple[np.ndarray, np.ndarray]] = {}

    def keep(key: Key, a: torch.Tensor, g: torch.Tensor, tokens: torch.Tensor | None) -> None:
        counted = slice(1, None) if tokens is None else tokens > 0
        found[key] = a[0, counted].double().numpy(), g[0, counted].double().numpy()

    with torch.enable_grad(), attribute(subject, {kind_of(site) for site, _ in subject.widths}, keep):
        scores = subject.model(input_ids=ids, use_cache=False).logits.log_softmax(-1)
        (-scores[0, :-1].gather(1, ids[0, 1:, None]).sum()).backward()
    return found


@pytest.mark.parametrize("family", MIXTURES)
def test_sums_equal_the_definitions_program_by_program(family: str, corpus: Corpus, tmp_path: Path) -> None:
    subject = tiny(family, tmp_path / "model")
    statistics = recorded(tmp_path / "run", subject, corpus)
    expected, counts = by_hand(subject, corpus)
    assert statistics.keys == tuple(subject.widths)
    assert statistics.routed.keys() == {key for key in subject.widths if expert_of(key[0])}
    for key, routed in statistics.routed.items():
        assert np.array_equal(routed, counts[key])
    chosen = subject.config.num_experts_per_tok
    for layer in {layer for _, layer in statistics.routed}:
        gates = [part for (site, there), part in statistics.routed.items() if there == layer and site.endswith("gate")]
        assert np.array_equal(sum(part[0] for part in gates), chosen * statistics.tokens)
    for quantity, sums in statistics.sums.items():
        for key, array in sums.items():
            if quantity == "positives":
                assert np.array_equal(array, expected[quantity][key])
            else:
                scale = np.abs(expected[quantity][key]).max()
                np.testing.assert_allclose(array, expected[quantity][key], rtol=1e-5, atol=1e-5 * scale)


def test_shards_ranks_and_a_stop_give_the_same_bits(
    subject: Subject,
    corpus: Corpus,
    whole: tuple[NeuronStatistics, Artifact],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    alone, _ = whole
    artifact = fresh(tmp_path / "stopped", subject, corpus, EVERYTHING)
    done = 0

    def stop_at_the_third(*given: object) -> None:
        nonlocal done
        done += 1
        if done == 3:
            raise KeyboardInterrupt
        save_statistics(*given)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr("neuroglot.stages.record.stage.save_statistics", stop_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            record(subject, corpus, EVERYTHING, artifact)
    again = record(subject, corpus, EVERYTHING, artifact)
    one = recorded(tmp_path / "one", subject, corpus, replace(EVERYTHING, shards=1))
    assert again is not None
    assert equal(alone, again)
    for key, counts in alone.routed.items():
        assert np.array_equal(counts, again.routed[key])
        assert np.array_equal(counts, one.routed[key])
        np.testing.assert_allclose(alone.sums["sum"][key], one.sums["sum"][key], rtol=1e-9, atol=1e-9)


def test_programs_and_classes_add_up_where_tokens_are_routed(
    corpus: Corpus, whole: tuple[NeuronStatistics, Artifact]
) -> None:
    statistics, _ = whole
    by_class, programs = statistics.by_class, statistics.by_program
    assert by_class is not None
    assert programs is not None
    for key, counts in statistics.routed.items():
        assert np.array_equal(by_class.routed[key][0].reshape(3, -1, 2).sum(axis=1), counts[0])
        values = programs.values(READINGS[0], key)
        assert len(values) == len(corpus.snippets)
        sums = np.stack([values[programs.language == place].sum(axis=0) for place in range(3)])
        mean = sums / counts[1].sum(axis=1).clip(min=1)[:, None]
        np.testing.assert_allclose(mean, statistics.mean(READINGS[0])[key], rtol=1e-4, atol=1e-7)
    fixed = standardised(statistics)
    assert all(np.isfinite(values).all() for quantity in fixed.sums for values in fixed.mean(quantity).values())


def test_experts_without_tokens_count_nothing_and_are_chosen_by_no_method(
    idle: Subject, corpus: Corpus, tmp_path: Path
) -> None:
    statistics = recorded(tmp_path, idle, corpus, EVERYTHING)
    unused = [key for key in statistics.keys if (expert_of(key[0]) or (0, ""))[0] >= 4]
    assert len(unused) == 2 * 5 * 3
    for key in unused:
        assert not statistics.routed[key].any()
        assert all(not sums[key].any() for sums in statistics.sums.values())
        assert not statistics.mean("sum")[key].any()
        assert not pooled_means(statistics)[key].any()
    for name, method in METHODS.items():
        if name != "average-precision":  # it ranks a constant at chance
            sets = method.choose(statistics, method.options())
            assert not any(neurons.members.keys() & set(unused) for neurons in sets.values()), name


def test_a_language_that_never_reaches_an_expert_owns_none_of_its_neurons() -> None:
    """Two languages' means are 3, the third has no token there: a mean of 0 by convention is no difference."""
    key = ("mlp.experts.0.hidden", 0)
    counts = np.array([[5, 5], [5, 5], [0, 0]])
    sums = {"sum": {key: 3.0 * counts[:, :, None]}, "sum_squares": {key: 10.0 * counts[:, :, None]}}
    whole = np.full((3, 2), 50)
    statistics = NeuronStatistics(
        ("go", "java", "python"), whole, whole, sums, routed={key: np.stack([counts, counts])}
    )
    sets = select_mean_difference(statistics, MeanDifferenceOptions(per_language=1, sites=("mlp.hidden",)))
    assert len(sets["python"]) == 0
    np.testing.assert_allclose(pooled_means(statistics)[key], [3.0])


def test_select_and_ablate_end_to_end(
    subject: Subject, corpus: Corpus, whole: tuple[NeuronStatistics, Artifact]
) -> None:
    statistics, artifact = whole
    run = artifact.folder.parents[1]
    chosen, sets = {}, {}
    for name, method in METHODS.items():
        options = method.options(fraction=0.4)
        chosen[name] = open_artifact(run, select_request(name, options, artifact))
        sets[name] = select(method, options, statistics, artifact, chosen[name])
        results = chosen[name].results()
        assert all(np.isfinite(result.value) for result in results)
        assert {result.condition.get("site") for result in results} <= {None, *(kind_of(s) for s, _ in statistics.keys)}
    for name in ("pls", "balanced", "margin", "contribution", "mean-difference"):
        assert any(expert_of(neuron.site) for neurons in sets[name].values() for neuron in neurons), name
    before = {name: tensor.clone() for name, tensor in subject.model.state_dict().items()}
    for kind, means in (("zero", None), ("mean", pooled_means(statistics))):
        options = AblateOptions(draws=1, bootstrap=50, batch_tokens=600, kind=kind)  # type: ignore[arg-type]
        few = {"pls": sets["pls"]}
        ablated = open_artifact(run, ablate_request(subject, corpus, options, {"pls": chosen["pls"]}, means))
        results = ablate(subject, corpus, few, options, ablated, means=means)
        changes = [result for result in results if result.metric == "loss_change"]
        assert changes
        assert all(np.isfinite(result.value) for result in results)
        assert any(result.value != 0 for result in changes)
    assert all(torch.equal(before[name], tensor) for name, tensor in subject.model.state_dict().items())
    options = ChanceOptions(permutations=20)
    tested = open_artifact(run, chance_request(options, artifact, chosen))
    assert all(np.isfinite(result.value) for result in chance(statistics, sets, options, artifact, tested))


def test_the_shares_of_a_selection_are_of_all_experts_together(whole: tuple[NeuronStatistics, Artifact]) -> None:
    statistics, artifact = whole
    method = METHODS["pls"]
    chosen = open_artifact(artifact.folder.parents[1], select_request("pls", method.options(), artifact))
    select(method, method.options(), statistics, artifact, chosen)
    available = {
        (result.condition["site"], result.layer): round(result.value)
        for result in chosen.results()
        if result.metric == "available"
    }
    assert sum(available.values()) == sum(
        width for (site, _), width in statistics.widths.items() if kind_of(site) in method.options().sites
    )
    assert available["mlp.gate", 0] == sum(
        width for (site, layer), width in statistics.widths.items() if layer == 0 and kind_of(site) == "mlp.gate"
    )
