from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice


class Trie:
    __slots__ = ("children", "is_word")

    def __init__(self, words: Iterable[str] = ()) -> None:
        self.children: dict[str, Trie] = {}
        self.is_word = False
        for word in words:
            self.insert(word)

    def insert(self, word: str) -> bool:
        """Add a word and tell whether it is new."""
        node = self
        for letter in word:
            node = node.children.setdefault(letter, Trie())
        is_new = not node.is_word
        node.is_word = True
        return is_new

    def find(self, prefix: str) -> Trie | None:
        node = self
        for letter in prefix:
            if letter not in node.children:
                return None
            node = node.children[letter]
        return node

    def __contains__(self, word: str) -> bool:
        node = self.find(word)
        return node is not None and node.is_word

    def complete(self, prefix: str) -> Iterator[str]:
        node = self.find(prefix)
        if node is not None:
            for suffix in node:
                yield prefix + suffix

    def __iter__(self) -> Iterator[str]:
        if self.is_word:
            yield ""
        for letter, child in sorted(self.children.items()):
            for suffix in child:
                yield letter + suffix

    def count_nodes(self) -> int:
        return sum(1 + child.count_nodes() for child in self.children.values())


def yes_no(condition: bool) -> str:
    return "yes" if condition else "no"


def show(label: str, words: Iterable[str]) -> None:
    print(label, "->", " ".join(words) or "nothing")


def main() -> None:
    trie = Trie()
    for word in "tea ten team to inn in tent teapot ten into tear".split():
        if not trie.insert(word):
            print(word, "is already there")
    print(f"{len(list(trie))} words, {trie.count_nodes()} nodes")

    for word in ("team", "te", "in", "tents"):
        is_word = yes_no(word in trie)
        is_prefix = yes_no(trie.find(word) is not None)
        print(f"{word}: word {is_word}, prefix {is_prefix}")

    for prefix in ("tea", "in", "x"):
        show(prefix, trie.complete(prefix))
    show("first 4 of te", islice(trie.complete("te"), 4))


if __name__ == "__main__":
    main()
