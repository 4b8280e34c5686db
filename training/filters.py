"""Which files of a package are worth learning from, and the removal of copies of one another."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import defaultdict

import numpy as np

MIN_BYTES, MAX_BYTES = 200, 100_000
MAX_LINE, MAX_MEAN_LINE = 600, 80

VENDORED = (
    "node_modules",
    "vendor",
    "vendored",
    "_vendor",
    "third_party",
    "thirdparty",
    "3rdparty",
    "extern",
    "contrib",
)
BUNDLED = ("dist", "bundle", "bundles", "umd", "esm", "bower_components", "external")
DATA = ("testdata", "test_data", "test-data", "fixtures", "__snapshots__")
TRANSLATED = ("locale", "locales", "i18n", "nls", "lang", "localization")
MADE = ("generated", "gen", "migrations")
UNWANTED_FOLDERS = frozenset((*VENDORED, *BUNDLED, *DATA, *TRANSLATED, *MADE))
GENERATED = re.compile(
    r"do not edit|@generated\b|(?:auto-?|automatically |machine )generated|generated (?:by|from|code|file|using|with)\b"
    r"|this file (?:is|was) (?:auto)?generated|yacc|goyacc|ANTLR \d|lextab|parsetab",
    re.IGNORECASE,
)
ENTRY = re.compile(r"""['"]?[\w.-]+(?: [\w.-]+)*['"]? ?(?:=>|:) ?['"].*['"],?""")
LICENCE_WORDS = re.compile(r"licen[cs]e|copyright|all rights reserved|spdx", re.IGNORECASE)
OPENING = r"\A(?P<keep>(?:#![^\n]*\n)?(?:<\?php\s*)?(?:(?://(?:go:build| \+build)[^\n]*\n)+\n)?)\s*"
HEADERS = {
    "slashes": re.compile(OPENING + r"(?P<comment>/\*.*?\*/|(?://[^\n]*\n)+)", re.DOTALL),
    "hashes": re.compile(OPENING + r"(?P<comment>(?:#[^\n]*\n)+)"),
}
TOKEN = re.compile(r"\w+|[^\w\s]")

SHINGLE, BANDS, ROWS = 5, 8, 8
_random = np.random.default_rng(20)
_MULTIPLIERS = _random.integers(1, 2**63, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
_OFFSETS = _random.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)


def unwanted_path(path: str) -> bool:
    """Whether the path says vendored, bundled, minified, translated or test data."""
    path = path.lower()
    *folders, name = path.split("/")
    if "/resources/data/" in path or any(folder in UNWANTED_FOLDERS for folder in folders):
        return True
    marks = r"[.-]min\.|\.bundle\.|[._]pb2?[._]|\.pb\.|bindata|_generated|unicode_?data|tables?\.\w+$"
    return re.search(marks, name) is not None


def refusal(text: str) -> str | None:
    """Why a file's text isn't kept (`size`, `minified`, `generated`, `data`), or None."""
    size = len(text.encode())
    if not MIN_BYTES <= size <= MAX_BYTES:
        return "size"
    lines = text.splitlines()
    if max(map(len, lines)) > MAX_LINE or len(text) / len(lines) > MAX_MEAN_LINE:
        return "minified"
    if GENERATED.search(text[:1500]):
        return "generated"
    letters = sum(map(str.isalpha, text))
    digits = sum(map(str.isdigit, text))
    entries = sum(ENTRY.fullmatch(line.strip()) is not None for line in lines)
    if digits > 0.15 * len(text) or letters < 0.3 * len(text) or entries > 0.7 * len(lines):
        return "data"
    return None


def without_licence_header(text: str) -> str:
    """The text without its first comment where that speaks of licence or copyright."""
    for pattern in (HEADERS["slashes"], HEADERS["hashes"]):
        match = pattern.match(text)
        if match and LICENCE_WORDS.search(match["comment"]):
            return match["keep"] + text[match.end() :].lstrip("\r\n")
    return text


def decoded(raw: bytes) -> str | None:
    """The bytes as UTF-8 text with Unix line ends, or None where they aren't that."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text.replace("\r\n", "\n")


class Duplicates:
    """Remembers the texts seen, and tells of a new one whether it is (nearly) one of them.

    Exact: SHA-256 of the text with white space folded. Near: MinHash over shingles of five tokens (Broder 1997) in
    8 bands of 8 rows, so that texts sharing 77 % of their shingles are as likely as not found.
    """

    def __init__(self) -> None:
        self.exact: set[bytes] = set()
        self.bands: defaultdict[int, set[bytes]] = defaultdict(set)

    def seen(self, text: str) -> bool:
        """Whether the text is a copy; it is remembered if not."""
        key = hashlib.sha256(" ".join(text.split()).encode()).digest()
        signature = minhash(text).reshape(BANDS, ROWS)
        keys = [row.tobytes() for row in signature]
        if key in self.exact or any(value in self.bands[band] for band, value in enumerate(keys)):
            return True
        self.exact.add(key)
        for band, value in enumerate(keys):
            self.bands[band].add(value)
        return False


def minhash(text: str) -> np.ndarray:
    """The signature of a text: uint64 of BANDS * ROWS minima of hashed shingles."""
    numbers: dict[str, int] = {}
    tokens = TOKEN.findall(text)
    for token in tokens:
        if token not in numbers:
            numbers[token] = zlib.crc32(token.encode())
    hashed = np.array([numbers[token] for token in tokens] + [0] * SHINGLE, dtype=np.uint64)
    count = max(1, len(tokens) - SHINGLE + 1)
    shingles = np.zeros(count, dtype=np.uint64)
    for place in range(SHINGLE):
        shingles = (shingles ^ hashed[place : place + count]) * np.uint64(0x9E3779B97F4A7C15)
        shingles ^= shingles >> np.uint64(29)
    shingles = np.unique(shingles)
    return np.array(
        [((shingles * a + b) >> np.uint64(16)).min() for a, b in zip(_MULTIPLIERS, _OFFSETS, strict=True)],
        dtype=np.uint64,
    )
