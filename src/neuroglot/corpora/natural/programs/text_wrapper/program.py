from collections.abc import Iterator

PARAGRAPH = """
A lighthouse keeper wrote down the weather   every evening for
thirty years, and nobody read a word of it until the harbour flooded.
"""

# Alignment characters of the format mini-language.
ALIGNMENTS = {"left": "<", "right": ">", "centre": "^"}


def wrap(text: str, width: int) -> Iterator[str]:
    line: list[str] = []
    used = 0
    for word in text.split():
        if len(word) > width:
            raise ValueError(f"'{word}' is wider than {width} columns")
        if line and used + 1 + len(word) > width:
            yield " ".join(line)
            line, used = [], 0
        used += len(word) + (1 if line else 0)
        line.append(word)
    if line:
        yield " ".join(line)


def align(line: str, width: int, alignment: str) -> str:
    return f"{line:{ALIGNMENTS[alignment]}{width}}"


def show(text: str, alignment: str, width: int) -> None:
    print(f"{alignment}, {width} columns")
    try:
        lines = list(wrap(text, width))
    except ValueError as err:
        print("error:", err)
        return
    for line in lines:
        print(f"|{align(line, width, alignment)}|")
    print("unused:", sum(width - len(line) for line in lines))


if __name__ == "__main__":
    show(PARAGRAPH, "left", 34)
    show(PARAGRAPH, "right", 36)
    show(PARAGRAPH, "centre", 40)
    show(PARAGRAPH, "left", 8)
