"""Neuron sets in the forms that others use.

LAPE's `.pth` is a list by language of a list by layer of index tensors, without names of languages or sites; the
paper's scripts write JSON keys such as `layer_12_mlp_gate_proj_neuron_3411`, where we read addresses such as
`12/mlp.gate/3411` too; CSV has the columns set, layer, site and index.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from neuroglot.core.artifacts import write_bytes, write_text
from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neuron_files import Sets, load_sets, save_sets
from neuroglot.core.neurons import Neuron, NeuronSet, neuron_set, parse_neuron

_KEY = re.compile(r"layer_(\d+)_(?:(?:self_attn|attn|attention)[._]([qkvo])|mlp[._](gate|up|down))_proj_neuron_(\d+)")


def read_sets(path: Path, languages: Sequence[str], site: str) -> dict[str, NeuronSet]:
    """Neuron sets by label from a file, whose suffix says its form.

    `languages` (in order) and `site` say what a `.pth` leaves out. Raises NeuroglotError on anything not understood.
    """
    if not path.is_file():
        raise NeuroglotError(f"there is no file {path}")
    if path.suffix == ".safetensors":
        return load_sets(path)
    if path.suffix in (".pth", ".pt"):
        return _read_pth(path, languages, site)
    if path.suffix == ".json":
        return _read_keys(path)
    if path.suffix == ".csv":
        return _read_csv(path)
    raise NeuroglotError(f"{path}: unknown form {path.suffix!r}; known: .safetensors, .pth, .json, .csv")


def write_sets(path: Path, sets: Sets, languages: Sequence[str], site: str) -> None:
    """Write sets in the form that the suffix says. Raises NeuroglotError where the form can't hold them."""
    if path.suffix == ".safetensors":
        save_sets(path, sets)
    elif path.suffix in (".pth", ".pt"):
        _write_pth(path, sets, languages, site)
    elif path.suffix == ".json":
        keys = {label: [_key(neuron) for neuron in neurons] for label, neurons in sets.items()}
        write_text(path, json.dumps(keys, indent=1) + "\n")
    elif path.suffix == ".csv":
        _write_csv(path, sets)
    else:
        raise NeuroglotError(f"{path}: unknown form {path.suffix!r}; known: .safetensors, .pth, .json, .csv")


def _read_pth(path: Path, languages: Sequence[str], site: str) -> dict[str, NeuronSet]:
    try:
        rows = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises many kinds for files that are not its own
        raise NeuroglotError(f"{path} can't be read as plain tensors: {str(error).splitlines()[0]}") from error
    if not isinstance(rows, list) or not all(isinstance(row, list | tuple) for row in rows):
        raise NeuroglotError(f"{path}: expected LAPE's list by language of lists by layer of index tensors")
    if len(rows) > len(languages):
        raise NeuroglotError(
            f"{path} has {len(rows)} languages but {len(languages)} names were given: "
            "name them in their order with --languages"
        )
    sets = {}
    for place, language in enumerate(languages):
        # Languages at the end that have no neurons are missing from such files.
        layers = rows[place] if place < len(rows) else []
        members = {(site, layer): torch.as_tensor(indices).long().numpy() for layer, indices in enumerate(layers)}
        sets[language] = NeuronSet(language, "lape", members)
    return sets


def _write_pth(path: Path, sets: Sets, languages: Sequence[str], site: str) -> None:
    unknown = sorted(set(sets) - set(languages))
    others = sorted({neuron.site for neurons in sets.values() for neuron in neurons} - {site})
    if unknown or others:
        raise NeuroglotError(
            f"a .pth holds one site and the named languages; left over would be {', '.join(unknown + others)} "
            "(give --languages and --site, or write .safetensors)"
        )
    layers = 1 + max((neuron.layer for neurons in sets.values() for neuron in neurons), default=-1)
    empty = NeuronSet("", "", {})
    rows: list[list[Any]] = [
        [
            torch.as_tensor(sets.get(language, empty).members.get((site, layer), ()), dtype=torch.int64)
            for layer in range(layers)
        ]
        for language in languages
    ]
    buffer = io.BytesIO()
    torch.save(rows, buffer)
    write_bytes(path, buffer.getvalue())


def _read_keys(path: Path) -> dict[str, NeuronSet]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise NeuroglotError(f"{path}: not JSON ({error})") from error
    grouped = isinstance(data, dict) and all(isinstance(value, list | dict) for value in data.values())
    groups = data if grouped else {path.stem: data}
    return {
        label: neuron_set(label, "imported", [_parse_key(path, key) for key in keys]) for label, keys in groups.items()
    }


def _parse_key(path: Path, key: object) -> Neuron:
    if "/" in str(key):
        return parse_neuron(str(key))
    match = _KEY.fullmatch(str(key))
    if match is None:
        raise NeuroglotError(
            f"{path}: not a neuron's key: {str(key)!r}; expected layer_12_mlp_gate_proj_neuron_3411 or 12/mlp.gate/3411"
        )
    layer, attention, mlp, index = match.groups()
    return Neuron(int(layer), f"attn.{attention}" if attention else f"mlp.{mlp}", int(index))


def _key(neuron: Neuron) -> str:
    place, _, name = neuron.site.partition(".")
    if name not in ("q", "k", "v", "o", "gate", "up", "down"):
        raise NeuroglotError(f"the paper's keys know projections only, not {neuron.site}; write .safetensors or .csv")
    return f"layer_{neuron.layer}_{'self_attn' if place == 'attn' else 'mlp'}_{name}_proj_neuron_{neuron.index}"


def _read_csv(path: Path) -> dict[str, NeuronSet]:
    groups: dict[str, list[Neuron]] = {}
    with path.open(encoding="utf-8", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), start=2):
            try:
                groups.setdefault(row["set"], []).append(Neuron(int(row["layer"]), row["site"], int(row["index"])))
            except (KeyError, TypeError, ValueError) as error:
                raise NeuroglotError(f"{path}:{number}: expected the columns set, layer, site, index") from error
    return {label: neuron_set(label, "imported", neurons) for label, neurons in groups.items()}


def _write_csv(path: Path, sets: Sets) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["set", "layer", "site", "index"])
    for label, neurons in sets.items():
        writer.writerows([label, neuron.layer, neuron.site, neuron.index] for neuron in neurons)
    write_text(path, buffer.getvalue())
