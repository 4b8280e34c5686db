"""Writes the trained model, in bfloat16, where the package carries it, and measures it for its card.

`python -m training.export` reads the run's checkpoint and writes model.safetensors, config.json,
generation_config.json, the tokenizer and README.md to src/neuroglot/models/embedded_model, and training/card.json with
the held-out bits per byte. Measured is what was written: the bfloat16 folder, loaded as anyone would.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer
from transformers import AutoModelForCausalLM, AutoTokenizer

from neuroglot.core.languages import LANGUAGES
from training.card import FOLDER, write
from training.model import CONTEXT, Shape, build
from training.tokenizer import DATA, save, special_ids, texts_of, up_to

HERE = Path(__file__).parent
CARD = HERE / "card.json"


def write_model(checkpoint: dict[str, Any], tokenizer: Tokenizer, folder: Path) -> None:
    """The checkpoint's weights as a transformers folder."""
    model = build(Shape(**checkpoint["shape"]), special_ids(tokenizer))
    model.load_state_dict(checkpoint["model"])
    model.generation_config.max_new_tokens = 256
    model.bfloat16().save_pretrained(folder)
    (folder / "model.safetensors").chmod(0o644)
    save(tokenizer, folder, CONTEXT)


@torch.no_grad()
def bits_per_byte(folder: Path, texts: list[str], window: int) -> dict[str, float]:
    """Bits per byte of the texts' tokens, each text from BOS and in windows of its own; BOS is no target.

    A window after a text's first begins with BOS too, so every byte is predicted from what its window shows before it.
    """
    model: Any = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    nats, tokens, size = 0.0, 0, sum(len(text.encode()) for text in texts)
    for text in texts:
        ids = tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        for start in range(0, len(ids), window - 1):
            row = torch.tensor([[tokenizer.bos_token_id, *ids[start : start + window - 1]]])
            logits = model(input_ids=row, use_cache=False).logits[0, :-1].float()
            nats += torch.nn.functional.cross_entropy(logits, row[0, 1:], reduction="sum").item()
            tokens += row.shape[1] - 1
    return {"bits_per_byte": round(nats / math.log(2) / size, 4), "bytes": size, "tokens": tokens}


def measured(folder: Path, window: int, budget: int) -> dict[str, dict[str, float]]:
    """Bits per byte by source, on up to `budget` bytes of each one's held-out files."""
    result = {}
    for source in (*LANGUAGES, "generator"):
        path = DATA / "code" / f"{source}.heldout.jsonl"
        if path.exists():
            result[source] = bits_per_byte(folder, list(up_to(texts_of(path), budget)), window)
            print(source, result[source], flush=True)
    return result


def card_of(checkpoint: dict[str, Any], heldout: dict[str, dict[str, float]], parameters: int) -> dict[str, Any]:
    """Everything the model card says in numbers."""
    options, manifest = checkpoint["options"], json.loads((DATA / "tokens" / "manifest.json").read_text())
    rows = sum(checkpoint["mix"].values())
    return {
        "schema": 1,
        "parameters": parameters,
        "shape": checkpoint["shape"],
        "tokens_seen": checkpoint["progress"]["tokens"],
        "steps": checkpoint["progress"]["step"],
        "minutes": round(checkpoint["progress"]["seconds"] / 60, 1),
        "device": options["device"],
        "threads": options["threads"],
        "row_length": options["length"],
        "rows_per_step": options["rows"],
        "share_of_rows": {name: round(taken / rows, 4) for name, taken in checkpoint["mix"].items()},
        "epochs": {
            name: round(taken * options["length"] / manifest[f"{name}.train"]["tokens"], 3)
            for name, taken in checkpoint["mix"].items()
        },
        "heldout": heldout,
    }


def main() -> None:
    """Exports, measures, and writes the card and its README."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", default=str(HERE / "work" / "run" / "checkpoint.pt"))
    parser.add_argument("--tokenizer", default=str(DATA / "tokenizer"))
    parser.add_argument("--folder", default=str(FOLDER))
    parser.add_argument("--bytes", type=int, default=300_000, help="held-out bytes measured of each source")
    options = parser.parse_args()
    folder = Path(options.folder)
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint = torch.load(options.checkpoint, map_location="cpu", weights_only=True)
    write_model(checkpoint, Tokenizer.from_file(str(Path(options.tokenizer) / "tokenizer.json")), folder)
    heldout = measured(folder, checkpoint["options"]["length"], options.bytes)
    parameters = AutoModelForCausalLM.from_pretrained(folder).num_parameters()
    card = card_of(checkpoint, heldout, parameters)
    CARD.write_text(json.dumps(card, indent=1) + "\n")
    write(folder)


if __name__ == "__main__":
    main()
