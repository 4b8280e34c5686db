import re
from itertools import groupby

SAMPLES = [
    "WWWWWWWWWWWWBWWWWBBB",
    "abcdef",
    "",
    "..##....##..",
    "     indented",
    "go  to room 7",
]


def encode(text: str) -> str:
    if digit := re.search("[0-9]", text):
        raise ValueError(f"cannot encode the digit {digit[0]}")
    parts = []
    for char, group in groupby(text):
        length = sum(1 for _ in group)
        parts.append(f"{length}{char}" if length > 1 else char)
    return "".join(parts)


def decode(code: str) -> str:
    out = []
    for count, char in re.findall(r"([0-9]*)([^0-9]|$)", code):
        if count and not char:
            raise ValueError(f"count {count} has no symbol")
        length = int(count or 1)
        if length == 0:
            raise ValueError("a run of length zero")
        out.append(char * length)
    return "".join(out)


def main() -> None:
    total = packed = 0
    for text in SAMPLES:
        try:
            code = encode(text)
        except ValueError as exc:
            print(f'"{text}" -> error: {exc}')
            continue
        verdict = "ok" if decode(code) == text else "BROKEN"
        print(f'"{text}" -> "{code}" ({len(text)} to {len(code)}) {verdict}')
        total += len(text)
        packed += len(code)

    for code in ("3x2y", "10-", "2a0b", "4k12"):
        try:
            print(f"{code} => {decode(code)}")
        except ValueError as exc:
            print(f"{code} => error: {exc}")
    print(f"saved {total - packed} of {total} characters")


if __name__ == "__main__":
    main()
