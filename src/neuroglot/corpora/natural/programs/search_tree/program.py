from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass
class Node:
    value: int
    left: Node | None = None
    right: Node | None = None

    def __iter__(self) -> Iterator[int]:
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


def insert(node: Node | None, value: int) -> Node:
    if node is None:
        return Node(value)
    if value < node.value:
        node.left = insert(node.left, value)
    elif value > node.value:
        node.right = insert(node.right, value)
    else:
        raise ValueError(f"duplicate {value}")
    return node


def delete(node: Node | None, value: int) -> Node | None:
    if node is None:
        raise KeyError(value)
    if value < node.value:
        node.left = delete(node.left, value)
    elif value > node.value:
        node.right = delete(node.right, value)
    elif node.left is None:
        return node.right
    elif node.right is None:
        return node.left
    else:
        # Two children: take over the smallest value on the right.
        node.value = next(iter(node.right))
        node.right = delete(node.right, node.value)
    return node


def contains(node: Node | None, value: int) -> bool:
    while node is not None and node.value != value:
        node = node.left if value < node.value else node.right
    return node is not None


def height(node: Node | None) -> int:
    return 0 if node is None else 1 + max(height(node.left), height(node.right))


def report(root: Node | None) -> None:
    values = list(root or [])
    print(" ", *values, f"(size {len(values)}, height {height(root)})")


def main() -> None:
    root: Node | None = None
    for value in [50, 30, 70, 20, 40, 60, 80, 65, 40]:
        try:
            root = insert(root, value)
        except ValueError as error:
            print(error)
    report(root)

    for value in [20, 30, 99, 50]:
        try:
            root = delete(root, value)
        except KeyError:
            print(f"delete {value}: not found")
        else:
            print(f"delete {value}")
        report(root)

    for value in [50, 65]:
        print(f"contains {value}:", "yes" if contains(root, value) else "no")


if __name__ == "__main__":
    main()
