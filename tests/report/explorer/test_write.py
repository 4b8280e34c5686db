"""The file: data stay data, the policy names what is there, and what does not fit is said or goes to shards."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neuroglot.core.artifacts import artifacts
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.examined import load_examined, selection_by
from neuroglot.core.neurons import Neuron
from neuroglot.report.explorer import FOLDER, write_explorer
from neuroglot.report.explorer import fit as fit_module
from neuroglot.report.explorer import write as write_module
from neuroglot.report.explorer.blocks import inert, packed, unpacked
from tests.report.explorer.synthetic import (
    HOSTILE,
    KINDS,
    LAYERS,
    LINES,
    WINDOW,
    examined,
    write_examination,
    write_run,
    write_selection,
)

SETS_OF = ("setsEnd", "setsOf")


class Scripts(HTMLParser):
    """The scripts of a page, with their attributes, and its other elements."""

    def __init__(self) -> None:
        super().__init__()
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self.elements: list[str] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(tag)
        self._inside = tag == "script"
        if self._inside:
            self.scripts.append((dict(attrs), ""))

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            attributes, text = self.scripts[-1]
            self.scripts[-1] = (attributes, text + data)


def read(path: Path) -> tuple[str, Scripts, dict[str, Any]]:
    """The text, its scripts, and the manifest."""
    text = path.read_text(encoding="utf-8")
    parser = Scripts()
    parser.feed(text)
    manifest = next(data for attributes, data in parser.scripts if attributes.get("id") == "manifest")
    return text, parser, json.loads(manifest)


def block(parser: Scripts, number: int) -> tuple[Any, bytes]:
    """A block of a file that holds its own."""
    return unpacked(next(data for attributes, data in parser.scripts if attributes.get("id") == f"block-{number}"))


def test_json_in_a_page_can_end_no_element_and_comes_back() -> None:
    value = {HOSTILE: [HOSTILE, 1.5, None, "\u2029"]}
    assert not set(inert(value)) & set("<>&\u2028\u2029")
    assert json.loads(inert(value)) == value
    assert unpacked(packed(value, b"\0\1")) == (value, b"\0\1")
    assert re.fullmatch("[A-Za-z0-9+/=]+", packed(value, b"\0"))


def test_a_run_without_an_examination_has_no_explorer(tmp_path: Path) -> None:
    assert write_explorer(tmp_path) is None


def test_what_was_saved_is_read_and_a_broken_file_is_named(tmp_path: Path) -> None:
    found = examined(7, hostile=HOSTILE)
    folder = artifacts(write_run(tmp_path, found), "examine")[0].folder
    again = load_examined(folder)
    assert again.documents[-1].text == found.documents[-1].text
    assert [words.label for words in again.words] == [words.label for words in found.words]
    assert again.neurons[3] == found.neurons[3]
    for name, array in found.figures.items():
        np.testing.assert_array_equal(again.figures[name], array)
    (folder / "neurons.jsonl").write_text("{}\n")
    with pytest.raises(NeuroglotError, match="examine them again"):
        load_examined(folder)


def test_the_policy_lets_only_this_script_and_this_style_in(tmp_path: Path) -> None:
    path = write_explorer(write_run(tmp_path, examined(5, hostile=HOSTILE)))
    assert path is not None
    text, parser, _ = read(path)
    policy = re.search('http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert "unsafe" not in policy[1]
    running = [data for attributes, data in parser.scripts if not attributes]
    style = re.search("<style>(.*?)</style>", text, re.DOTALL)
    assert style is not None
    assert len(running) == 1
    for source in (running[0], style[1]):
        digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()
        assert digest in policy[1].replace("&#x27;", "'")
    assert {attributes.get("type") for attributes, _ in parser.scripts if attributes} == {
        "application/json",
        "text/plain",
    }
    assert not {"img", "iframe", "link", "object"} & set(parser.elements)
    assert "alert(1)" not in text


def test_pages_hold_the_activations_of_their_examples(tmp_path: Path) -> None:
    found = examined(40)
    path = write_explorer(write_run(tmp_path, found))
    assert path is not None
    _, parser, manifest = read(path)
    kept, size = 33, manifest["pages"]["size"]
    head, data = block(parser, manifest["pages"]["blocks"][kept // size])
    page = head["pages"][kept % size]
    place = [[one.layer, one.site, one.index] for one in found.neurons].index(page["address"])
    _, other = found.figures["similar"][place]
    first, _ = block(parser, manifest["pages"]["blocks"][page["similar"][1][0] // size])
    beside = first["pages"][page["similar"][1][0] % size]
    assert beside["address"] == [found.neurons[other].layer, found.neurons[other].site, found.neurons[other].index]
    at = page["at"]
    for example, (kind, document, start, peak, length) in enumerate(page["examples"]):
        expected = found.figures["example_values"][place, example, :length]
        np.testing.assert_array_equal(np.frombuffer(data[at : at + length], dtype=np.int8), expected)
        assert length == min(WINDOW, len(found.documents[document].ends) - start)
        assert (KINDS[kind], peak) == (KINDS[example], int(found.figures["example_peak"][place, example]))
        at += length
    assert page["whole"] == at
    whole = np.frombuffer(data[at : at + manifest["parallelTokens"]], dtype=np.int8)
    np.testing.assert_array_equal(whole, found.figures["parallel_values"][place])
    assert page["alone"][2][0] == pytest.approx(found.figures["alone"][place, 2, 0], rel=1e-5)


def test_offsets_are_in_units_of_javascript(tmp_path: Path) -> None:
    found = examined(1)
    path = write_explorer(write_run(tmp_path, found))
    assert path is not None
    _, parser, manifest = read(path)
    head, _ = block(parser, manifest["programs"]["blocks"][0])
    program = head["programs"][0]
    units = program["text"].encode("utf-16-le")
    assert len(units) // 2 > len(program["text"])
    at, tokens = 0, []
    for length in program["tokens"]:
        tokens.append(units[2 * at : 2 * (at + length)].decode("utf-16-le", "surrogatepass"))
        at += length
    bounds = [0, *found.documents[0].ends]
    assert tokens == [found.documents[0].text[one:other] for one, other in pairwise(bounds)]
    assert sum(length for length, _ in program["classes"]) * 2 == len(units)
    assert "".join(tokens) == LINES.format(n=0)


def test_the_table_has_examined_neurons_and_members_of_sets(tmp_path: Path) -> None:
    found = examined(10)
    path = write_explorer(write_run(tmp_path, found, more=12))
    assert path is not None
    _, parser, manifest = read(path)
    head, data = block(parser, manifest["table"])

    def column(name: str) -> Any:
        about = head["columns"][name]
        assert about["at"] % 4 == 0
        return np.frombuffer(data, dtype=f"<{about['type']}", count=about["length"], offset=about["at"])

    assert head["rows"] == 22
    pages = column("page")
    assert sorted(pages[pages >= 0].tolist()) == list(range(10))
    addresses = [
        f"{layer}/{manifest['sites'][site]}/{index}"
        for layer, site, index in zip(column("layer"), column("site"), column("index"), strict=True)
    ]
    labels = {addresses[row]: head["labels"][pages[row]] for row in np.flatnonzero(pages >= 0)}
    assert labels == {str(one): words.label for one, words in zip(found.neurons, found.words, strict=True)}
    assert column("attribution/go").shape == (22,)
    assert {("margin", "go"), ("pls", "go")} <= set(map(tuple, manifest["sets"]))


def test_what_one_file_cannot_hold_is_said_and_shards_hold_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = examined(100)
    # In order of their addresses, as an examination has them: first all of layer 0.
    found.figures["address"][:, 0] = np.arange(100) * LAYERS // 100
    run = write_run(tmp_path, found)
    monkeypatch.setattr(fit_module, "MOST", 64)
    monkeypatch.setattr(fit_module, "WHOLE", 10)
    path = write_explorer(run)
    assert path is not None
    _, parser, manifest = read(path)
    assert (manifest["pages"]["count"], manifest["pages"]["whole"], manifest["shards"]) == (64, 10, None)
    blocks = [block(parser, number)[0]["pages"] for number in manifest["pages"]["blocks"]]
    pages = [page for several in blocks for page in several]
    chosen = {(*pair, layer) for page in pages for pair in map(tuple, page["chosen"]) for layer in page["address"][:1]}
    assert chosen == {
        (*pair, one.layer)
        for one, words in zip(found.neurons, found.words, strict=True)
        for pair in map(tuple, words.chosen)
    }
    whole = [page for page in pages if page["whole"] >= 0]
    assert len({tuple(page["chosen"][0]) for page in whole}) == 6
    assert len({page["address"][0] for page in whole}) > 1
    assert len(block(parser, manifest["table"])[0]["labels"]) == 100
    assert any("36 of 100" in line and "--split" in line for line in manifest["leftOut"])
    assert write_explorer(run, split=True) == path
    _, parser, manifest = read(path)
    assert (manifest["pages"]["count"], manifest["pages"]["whole"], manifest["shards"]) == (100, 100, FOLDER)
    assert manifest["leftOut"] == []
    assert not [attributes for attributes, _ in parser.scripts if attributes.get("type") == "text/plain"]
    shards = sorted(path.parent.joinpath(FOLDER).iterdir())
    assert len(shards) == 1 + max(*manifest["pages"]["blocks"], *manifest["programs"]["blocks"], manifest["table"])
    write_explorer(run)
    assert not path.parent.joinpath(FOLDER).exists()


def cards(run: Path) -> dict[str, Any]:
    """The card of a run's explorer."""
    path = write_explorer(run)
    assert path is not None
    return dict(read(path)[2]["card"])


def test_an_examined_methods_sets_are_those_of_the_examination(tmp_path: Path) -> None:
    found = examined(30)
    run = write_run(tmp_path, found)
    identity = dict(artifacts(run, "examine")[0].request.identity)
    then = [one for one, words in zip(found.neurons, found.words, strict=True) if ("margin", "go") in words.chosen]
    assert cards(run)["mismatches"] == []
    hashes = [
        write_selection(run, "margin", neurons, identity, price=price)
        for price, neurons in ((1, then), (2, [*then[1:], Neuron(0, "mlp.gate", 4000)]))
    ]
    (line,) = cards(run)["mismatches"]
    assert "newest selection by margin" in line
    _, parser, manifest = read(run / "explorer.html")
    head, data = block(parser, manifest["table"])
    ends, of = (np.frombuffer(data, f"<{c['type']}", c["length"], c["at"]) for c in map(head["columns"].get, SETS_OF))
    named = manifest["sets"].index(["margin", "go"])
    assert sum(named in of[first:last] for first, last in pairwise([0, *ends])) == len(then)

    for number, expected in ((0, 1), (1, 0)):
        options = {"model": "toy", "number": number}
        write_examination(run, found, options, {**identity, selection_by("margin"): hashes[number]})
        assert len(cards(run)["mismatches"]) == expected


def test_the_card_says_where_sets_were_found(tmp_path: Path) -> None:
    card = cards(write_run(tmp_path, examined(3), held_out=("toy corpus", "validation")))
    assert card["foundOn"] == ["toy corpus", "validation"] == card["heldOut"][:2]


def test_a_small_room_keeps_the_first_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = write_run(tmp_path, examined(100))
    whole = write_explorer(run)
    assert whole is not None
    _, parser, manifest = read(whole)
    sizes = [len(data) for attributes, data in parser.scripts if attributes.get("type") == "text/plain"]
    pages = sum(sizes[number] for number in manifest["pages"]["blocks"])
    monkeypatch.setattr(write_module, "FRAME", 0)
    monkeypatch.setattr(fit_module, "ROOM", sum(sizes) - pages // 2)
    path = write_explorer(run)
    assert path is not None
    _, parser, manifest = read(path)
    assert 0 < manifest["pages"]["count"] < 100
    assert any("have no page in this file" in line for line in manifest["leftOut"])
    assert any("Half of the contexts" in line for line in manifest["leftOut"])
    assert sum(len(data) for attributes, data in parser.scripts if attributes) <= fit_module.ROOM + 50_000


def test_halved_contexts_are_the_first_of_their_kind() -> None:
    found = examined(3, examples=11)
    fewer = fit_module.halved(found)
    kinds = found.figures["example_kind"].tolist()
    assert sorted(fewer.figures["example_kind"].tolist()) == [0, 0, 1, 1, 2, 2, 3]
    assert kinds == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2]
    np.testing.assert_array_equal(fewer.figures["example_values"][:, 0], found.figures["example_values"][:, 0])
    assert fewer.figures["example_values"].shape[1] == 7
