"""From tokens to text while they come, without ever showing half a character."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

HALF = "\ufffd"
"""What decoding gives for bytes that are no character (yet)."""

CONTEXT = 8
WINDOW = 32


class Detokenizer:
    """The text of a row's new tokens, one token at a time.

    What a token adds can depend on the token before (a space that decoding drops at the start of a text), so new
    tokens are decoded behind the prompt's last ones; only a window of tokens is decoded again at each step.
    """

    def __init__(self, tokenizer: Any, prompt: Sequence[int]) -> None:
        self.tokenizer = tokenizer
        self.window = list(prompt[-CONTEXT:])
        self.shown = self._decode()
        self.newest = 0

    def add(self, token: int) -> str:
        """The characters that this token completes; none while the last one lacks bytes."""
        self.window.append(token)
        text = self._decode()
        if text.endswith(HALF):
            return ""
        piece = text[len(self.shown) :]
        if len(self.window) > WINDOW:  # go on from the tokens of this piece: they begin with a whole character
            self.window = self.window[self.newest :]
            text = self._decode()
        self.shown, self.newest = text, len(self.window)
        return piece

    def _decode(self) -> str:
        return str(self.tokenizer.decode(self.window, skip_special_tokens=False, clean_up_tokenization_spaces=False))
