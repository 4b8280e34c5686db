from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass
class Node(Generic[T]):
    value: T
    next: Node[T] | None = None


class LinkedList(Generic[T]):
    def __init__(self, values: Iterable[T] = ()) -> None:
        self.head: Node[T] | None = None
        self.tail: Node[T] | None = None
        self.extend(values)

    def _nodes(self) -> Iterator[Node[T]]:
        node = self.head
        while node is not None:
            yield node
            node = node.next

    def __iter__(self) -> Iterator[T]:
        return (node.value for node in self._nodes())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def append(self, value: T) -> None:
        node = Node(value)
        if self.tail is None:
            self.head = node
        else:
            self.tail.next = node
        self.tail = node

    def extend(self, values: Iterable[T]) -> None:
        for value in values:
            self.append(value)

    def remove(self, value: T) -> None:
        """Unlink the first node holding `value`, as list.remove does."""
        previous = None
        for node in self._nodes():
            if node.value == value:
                break
            previous = node
        else:
            raise ValueError(f"{value!r} is not in the list")

        if previous is None:
            self.head = node.next
        else:
            previous.next = node.next
        if node is self.tail:
            self.tail = previous

    def reverse(self) -> None:
        previous, node = None, self.head
        self.tail = self.head
        while node is not None:
            node.next, previous, node = previous, node, node.next
        self.head = previous

    def __str__(self) -> str:
        return " -> ".join([*map(str, self), "end"])


def main() -> None:
    stops = LinkedList(["Harbour", "Market", "Museum", "Park", "Station"])
    print("outbound:", stops)
    stops.reverse()
    print("inbound: ", stops)

    for name in ("Museum", "Station", "Harbour", "Airport"):
        try:
            stops.remove(name)
        except ValueError:
            print(f"close {name}: no such stop")
        else:
            print(f"close {name}: done")
    print("open:    ", stops)
    stops.extend(["Castle", "Zoo"])
    print("extended:", stops)

    for position, stop in enumerate(stops, start=1):
        print(f"{position}. {stop}")
    print(len(stops), "stops")


if __name__ == "__main__":
    main()
