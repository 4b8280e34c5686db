import re
from collections import Counter

STORY = """
The river didn't hurry. It took the long way round the hill, past the mill and
the old stone bridge, as if the sea could wait. Children on the bridge dropped
sticks into the river and ran to the other side; the sticks didn't hurry either.
"It's only a river," said the miller, but he said it the way people say it's
only a king.
"""


def words_in(text: str) -> list[str]:
    return re.findall(r"[a-z']+", text.lower())


def top_words(counts: Counter[str], n: int) -> list[tuple[str, int]]:
    # most_common() would leave ties in the order the words first turn up
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:n]


def main() -> None:
    words = words_in(STORY)
    counts = Counter(words)

    print(f"words: {counts.total()}, distinct: {len(counts)}")
    for word, count in top_words(counts, 10):
        print(f"{word:<8}{count:>3} {'*' * count}")

    once = sum(1 for count in counts.values() if count == 1)
    print(f"used once: {once}")
    print(f"longest: {max(sorted(counts), key=len)}")


if __name__ == "__main__":
    main()
