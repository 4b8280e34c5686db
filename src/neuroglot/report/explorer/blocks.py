"""Data in a page that stay data: JSON that no parser of HTML ends early, and compressed blocks, decoded on demand.

A block is JSON and bytes: four bytes with the length of the JSON (little-endian), the JSON in UTF-8 without letters
beyond ASCII, then the bytes; compressed by gzip and written in base64, which has no character that HTML knows.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def inert(value: Any) -> str:
    """JSON that can stand in a `script` element of any type: `<`, `>`, `&` and the line separators are escaped.

    Letters beyond ASCII are escaped too, so that half of a surrogate pair arrives as it was.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return text.translate(_ESCAPES)


def packed(value: Any, data: bytes = b"") -> str:
    """A block of JSON and bytes, in base64."""
    head = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode("ascii")
    whole = len(head).to_bytes(4, "little") + head + data
    return base64.b64encode(gzip.compress(whole, compresslevel=6, mtime=0)).decode("ascii")


def unpacked(text: str) -> tuple[Any, bytes]:
    """What `packed` wrote."""
    whole = gzip.decompress(base64.b64decode(text))
    length = int.from_bytes(whole[:4], "little")
    return json.loads(whole[4 : 4 + length]), whole[4 + length :]
