"""The sections about probes and the stream show what their stages leave, say where there is nothing, and make no markup
of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from neuroglot.core.artifacts import Request
from neuroglot.core.layers import EMBEDDING
from neuroglot.core.results import Result
from neuroglot.report.collect import TWIN, read_run
from neuroglot.report.depth import points_of
from neuroglot.report.page import page
from neuroglot.report.probes import Probed, probes, sentences
from neuroglot.report.sections import contents
from neuroglot.report.streams import CENTRED, streams
from tests.report.synthetic import write_run, write_stage
from tests.report.test_report import HOSTILE, Reader

LANGUAGES = ("python", "go")


def result(metric: str, value: float, layer: int | None, language: str | None, stage: str, **condition: str) -> Result:
    about = {"model": "tiny", "corpus": "toy", "split": "test", "stage": stage, "unit": "share", "n": 9}
    bounds = {"low": value - 0.02, "high": value + 0.02}
    return Result(metric=metric, value=value, layer=layer, language=language, condition=condition, **bounds, **about)


def at(layer: int) -> dict[str, str]:
    return {"at": "embedding"} if layer == EMBEDDING else {}


def probed(shift: float = 0.0) -> list[Result]:
    """Types are read best at layer 1 of three, kinds and languages as well; the token alone is right in six of ten."""
    found = []
    curve = {EMBEDDING: 0.5, 0: 0.7, 1: 0.9 - shift, 2: 0.8}
    for probe in ("types", "kinds", "language", "programs"):
        for language in (None, *LANGUAGES):
            for by, value in (("token", 0.6), ("majority", 0.3)):
                found.append(result("probe_baseline", value, None, language, "syntax_probe", probe=probe, by=by))
            for layer, value in curve.items():
                place = None if layer == EMBEDDING else layer
                for metric, less in (("accuracy", 0.0), ("macro_f1", 0.1), ("control", 0.4), ("selectivity", 0.5)):
                    at_layer = {"probe": probe, **at(layer)}
                    found.append(result(f"probe_{metric}", value - less, place, language, "syntax_probe", **at_layer))
    return found


def streamed(text: str = "given") -> list[Result]:
    """Two layers; the second's MLP does most; own tokens come up at the last."""
    found = []
    for language in (None, *LANGUAGES):
        for layer in (0, 1):
            for part, size in (("attention", 0.2), ("mlp", 0.3 + layer)):
                for metric in ("stream_share", "stream_cosine", "direct_effect"):
                    about = {"text": text, "part": part, "over": "after", "of": CENTRED}
                    found.append(result(metric, size, layer, language, "residual", **about))
        for layer in (EMBEDDING, 0, 1):
            place = None if layer == EMBEDDING else layer
            for tokens, mass in (("own", 0.1 + 0.1 * layer), ("others", 0.05), *((one, 0.1) for one in LANGUAGES)):
                about = {"text": text, "tokens": tokens, **at(layer)}
                found.append(result("lens_mass", mass, place, language, "residual", **about))
            found.append(result("lens_right", 0.4, place, language, "residual", text=text, **at(layer)))
        found.append(result("written_tokens", 0.21, None, language, "residual", text=text, tokens="own"))
        found.append(result("direct_effect", 2.0, None, language, "residual", text=text, part="all", of=CENTRED))
    found.append(result("own_tokens", 7.0, None, None, "residual", tokens="go", rule="five times as frequent"))
    return found


def written(folder: Path, stage: str, *artefacts: Sequence[Result]) -> Path:
    run = write_run(folder, stages=())
    for number, results in enumerate(artefacts):
        write_stage(run, Request(stage, {"number": number}, {}), list(results), {})
    return run


def checked(text: str) -> str:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert not reader.open
    return text


def test_without_states_the_sections_say_what_does_it(tmp_path: Path) -> None:
    known = contents(read_run(write_run(tmp_path / "run", stages=())))
    assert "neuroglot layers syntax RUN" in str(probes(known))
    assert "neuroglot layers stream RUN" in str(streams(known))


def test_curves_by_language_baselines_and_the_twin_are_drawn_with_tables(tmp_path: Path) -> None:
    run = written(tmp_path / "run", "syntax_probe", probed())
    written(run / TWIN, "syntax_probe", probed(shift=0.4))
    text = checked(str(probes(contents(read_run(run)))))
    assert text.count("<svg") == text.count("The numbers") == 6
    assert "Accuracy beside the untrained twin" in text
    assert "read best at layer 1 (0.900 [0.880, 0.920]), worst at layer 0" in text
    assert "from the token alone 0.600" in text
    assert "in the untrained twin&#x27;s layer 1 0.500" in text
    assert "0.900 [0.880, 0.920]" in text.split("The numbers")[1]
    assert re.search(r"Python, layer 1: 0\.900", text)
    assert "Python, embedding: 0.500" in text
    assert ">emb</text>" in text
    assert 'class="level series-0"' in text  # the token alone
    assert "without a state" in text
    alone = checked(str(probes(contents(read_run(written(tmp_path / "alone", "syntax_probe", probed()))))))
    assert alone.count("<svg") == 5


def test_every_probing_stands_beside_the_twins_of_the_same_programs(tmp_path: Path) -> None:
    def on_natural(results: Sequence[Result]) -> list[Result]:
        return [replace(one, corpus="natural", split="natural") for one in results]

    run = written(tmp_path / "run", "syntax_probe", on_natural(probed()), probed())
    written(run / TWIN, "syntax_probe", on_natural(probed(shift=0.2)), probed(shift=0.4))
    shown = checked(str(probes(contents(read_run(run)))))
    newest, older = shown.split('data-name="probes-0-twin"')
    assert ("layer 1 0.500" in newest, "layer 1 0.700" in newest) == (True, False)
    assert ("layer 1 0.500" in older, "layer 1 0.700" in older) == (False, True)
    assert 'data-name="probes-1-twin"' in older


def test_what_layers_write_is_drawn_for_given_and_for_written_texts(tmp_path: Path) -> None:
    run = written(tmp_path / "run", "residual", streamed(), streamed("written"), streamed())
    text = checked(str(streams(contents(read_run(run)))))
    assert text.count("Programs that are given") == 2  # the older one is folded
    assert text.count("Programs that the model wrote") == 1
    assert "The MLP of layer 1 adds most to the written token&#x27;s score: 65 % of it." in text
    assert "21.0 % of the tokens are their language&#x27;s own" in text
    assert "at least nine tenths of that from layer 1 on" in text
    assert "five times as frequent" in text
    names = re.findall(r'data-name="([^"]+)"', text)
    assert len(names) == len(set(names)) == 18


def test_the_page_has_both_and_links_to_them(tmp_path: Path) -> None:
    run = written(tmp_path / "run", "residual", streamed())
    write_stage(run, Request("syntax_probe", {}, {}), probed(), {})
    text = page(read_run(run))
    for anchor in ("probes", "streams"):
        assert f'href="#{anchor}"' in text
        assert f'id="{anchor}"' in text


def test_hostile_names_stay_text(tmp_path: Path) -> None:
    bad = [replace(one, corpus=HOSTILE, model=HOSTILE) for one in probed()]
    rule = [replace(one, corpus=HOSTILE, condition={**one.condition, "rule": HOSTILE}) for one in streamed()]
    run = written(tmp_path / "run", "syntax_probe", bad)
    write_stage(run, Request("residual", {}, {}), rule, {})
    known = contents(read_run(run))
    for section in (probes(known), streams(known)):
        assert HOSTILE not in checked(str(section))


def test_points_stand_by_layer_and_the_embedding_before_them() -> None:
    found = points_of([one for one in probed() if (one.metric, one.language) == ("probe_accuracy", None)])
    assert list(found) == [EMBEDDING, 0, 1, 2]
    assert sentences(Probed([])) == []
