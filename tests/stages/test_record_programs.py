"""What is kept of every program agrees with the sums, survives a stop, and stands beside each unit's reach."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from neuroglot.core.corpus import Corpus
from neuroglot.core.halves import halves
from neuroglot.core.statistics import READINGS, save_statistics
from neuroglot.models.reach import reach
from neuroglot.models.subject import Subject
from neuroglot.stages.record import record
from tests.families import FAMILIES, tiny
from tests.stages.test_record import SMALL, fresh, recorded

KEPT = replace(SMALL, programs=True)


def test_kept_programs_average_to_the_sums_whatever_the_division(
    tmp_path: Path, llama: Subject, corpus: Corpus
) -> None:
    for name, options in (("three", KEPT), ("one", replace(KEPT, shards=1, batch_tokens=700))):
        statistics = recorded(tmp_path / name, llama, corpus, options)
        programs = statistics.by_program
        assert programs is not None
        assert programs.language.tolist() == [statistics.languages.index(one.language) for one in corpus.snippets]
        assert programs.unit.tolist() == [place // 3 for place in range(36)]
        assert programs.half.tolist() == halves(corpus.snippets, options.seed)
        for key in statistics.keys:
            for quantity in (READINGS[0], "signed"):
                values = programs.values(quantity, key)
                mean = np.stack([values[programs.language == place].mean(axis=0) for place in range(3)])
                np.testing.assert_allclose(mean, statistics.mean(quantity)[key], rtol=1e-4, atol=1e-7)


def test_kept_activations_equal_a_program_by_itself(tmp_path: Path, llama: Subject, corpus: Corpus) -> None:
    programs = recorded(tmp_path / "all", llama, corpus, KEPT).by_program
    alone = Corpus("alone", "validation", (corpus.snippets[4], corpus.snippets[8]))
    by_itself = recorded(tmp_path / "alone", llama, alone, KEPT)
    assert programs is not None
    for key in by_itself.keys:
        mean = by_itself.mean("sum")[key]
        for row, snippet in ((0, alone.snippets[0]), (1, alone.snippets[1])):
            place = by_itself.languages.index(snippet.language)
            there = programs.values("mean", key)[corpus.snippets.index(alone.snippets[row])]
            np.testing.assert_allclose(there, mean[place], rtol=1e-4, atol=1e-6)


def test_a_killed_recording_keeps_every_program_once(
    tmp_path: Path, llama: Subject, corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = recorded(tmp_path / "whole", llama, corpus, KEPT).by_program
    artifact = fresh(tmp_path / "killed", llama, corpus, KEPT)
    monkeypatch.setattr("neuroglot.stages.record.stage.CHUNK_BYTES", 1)
    done = 0

    def stop_before_the_sums_are_saved(*given: object) -> None:
        nonlocal done
        done += 1
        if done == 4:
            raise KeyboardInterrupt
        save_statistics(*given)  # type: ignore[arg-type]

    monkeypatch.setattr("neuroglot.stages.record.stage.save_statistics", stop_before_the_sums_are_saved)
    with pytest.raises(KeyboardInterrupt):
        record(llama, corpus, KEPT, artifact)
    monkeypatch.setattr("neuroglot.stages.record.stage.save_statistics", save_statistics)
    statistics = record(llama, corpus, KEPT, artifact)
    assert whole is not None
    assert statistics is not None
    assert statistics.by_program is not None
    assert statistics.by_program.unit.tolist() == whole.unit.tolist()
    for key in statistics.keys:
        np.testing.assert_array_equal(statistics.by_program.values("mean", key), whole.values("mean", key))


@pytest.mark.parametrize("family", FAMILIES)
def test_reach_is_the_length_of_what_a_unit_writes(family: str, tmp_path: Path) -> None:
    subject = tiny(family, tmp_path)
    found = reach(subject)
    assert {layer for _, layer in found} == set(range(3))
    for (site, layer), lengths in found.items():
        down = subject.module("mlp.down", layer)
        for index in (0, 7):
            unit = torch.zeros(1, subject.widths[site, layer])
            nothing = down(unit)
            unit[0, index] = 1.0
            assert torch.linalg.vector_norm(down(unit) - nothing).item() == pytest.approx(lengths[index], rel=1e-5)


def test_statistics_on_disk_keep_their_reach(tmp_path: Path, llama: Subject, corpus: Corpus) -> None:
    statistics = recorded(tmp_path, llama, corpus)
    assert statistics.by_program is None
    for key, lengths in reach(llama).items():
        np.testing.assert_array_equal(statistics.reach[key], lengths)
