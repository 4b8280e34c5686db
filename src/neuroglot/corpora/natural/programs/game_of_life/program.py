from collections import Counter
from itertools import islice, product

ROWS, COLS = 5, 8
OFFSETS = [offset for offset in product((-1, 0, 1), repeat=2) if offset != (0, 0)]

GLIDER = """\
.#.
..#
###
"""


def parse(pattern, top=0, left=0):
    return {
        ((top + r) % ROWS, (left + c) % COLS)
        for r, line in enumerate(pattern.splitlines())
        for c, char in enumerate(line)
        if char == "#"
    }


def neighbours(cell):
    row, col = cell
    for dr, dc in OFFSETS:
        yield (row + dr) % ROWS, (col + dc) % COLS


def step(alive):
    # Only cells next to a live one can be alive in the next generation.
    counts = Counter(n for cell in alive for n in neighbours(cell))
    return {
        cell
        for cell, count in counts.items()
        if count == 3 or (count == 2 and cell in alive)
    }


def generations(alive):
    while True:
        alive = step(alive)
        yield alive


def render(alive):
    return "\n".join(
        "".join("#" if (row, col) in alive else "." for col in range(COLS))
        for row in range(ROWS)
    )


def main():
    start = parse(GLIDER, top=2, left=5)
    for number, alive in enumerate(islice(generations(start), 3), start=1):
        print(f"generation {number}: {len(alive)} alive")
        print(render(alive))


if __name__ == "__main__":
    main()
