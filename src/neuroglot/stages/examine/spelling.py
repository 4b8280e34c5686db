"""A token of the vocabulary as people read it."""

from __future__ import annotations

from typing import Any

_SAMPLE = "a"
_DAMAGED = "\ufffd"


def spelled(tokenizer: Any, token: int) -> str:
    """The text of a token, with the space that it begins with; bytes that are no whole character as `<E2 80>`.

    A special token has its name. Nothing is replaced by a byte marker: what the vocabulary writes as a space, a line
    feed or an accent comes back as such.
    """
    if token in tokenizer.all_special_ids:
        return str(tokenizer.convert_ids_to_tokens(token))
    # Behind another token, so that a decoder which drops a text's first space keeps this one.
    anchor = tokenizer(_SAMPLE, add_special_tokens=False)["input_ids"]
    before = tokenizer.decode(anchor, clean_up_tokenization_spaces=False)
    text = str(tokenizer.decode([*anchor, token], clean_up_tokenization_spaces=False)).removeprefix(before)
    if _DAMAGED not in text:
        return text
    raw = _bytes_of(str(tokenizer.convert_ids_to_tokens(token)))
    return text if raw is None else f"<{' '.join(f'{byte:02X}' for byte in raw)}>"


def _bytes_of(written: str) -> bytes | None:
    """The bytes that a vocabulary writes with the letters of byte-level BPE, or None where it does not."""
    return bytes(_BYTES[letter] for letter in written) if all(letter in _BYTES for letter in written) else None


def _byte_letters() -> dict[str, int]:
    """Which letter stands for which byte (GPT-2's table): the printable ones for themselves, others from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(0x100) if byte not in printable]
    return {**{chr(byte): byte for byte in printable}, **{chr(0x100 + n): byte for n, byte in enumerate(others)}}


_BYTES = _byte_letters()
