from dataclasses import dataclass, field
from itertools import count


@dataclass(order=True)
class Job:
    priority: int
    ticket: int  # breaks ties: first come, first served
    name: str = field(compare=False)

    def __str__(self) -> str:
        return f"{self.name} (priority {self.priority})"


class MinHeap:
    def __init__(self, items=()):
        self._items = list(items)
        for index in reversed(range(len(self._items) // 2)):
            self._sift_down(index)

    def __len__(self):
        return len(self._items)

    def peek(self):
        if not self._items:
            raise IndexError("heap is empty")
        return self._items[0]

    def push(self, item):
        self._items.append(item)
        self._sift_up(len(self._items) - 1)

    def pop(self):
        smallest = self.peek()
        last = self._items.pop()
        if self._items:
            self._items[0] = last
            self._sift_down(0)
        return smallest

    def _sift_up(self, index):
        item = self._items[index]
        while index > 0:
            parent = (index - 1) // 2
            if self._items[parent] <= item:
                break
            self._items[index] = self._items[parent]
            index = parent
        self._items[index] = item

    def _sift_down(self, index):
        items = self._items
        item = items[index]
        while (child := 2 * index + 1) < len(items):
            if child + 1 < len(items) and items[child + 1] < items[child]:
                child += 1
            if item <= items[child]:
                break
            items[index] = items[child]
            index = child
        items[index] = item


def main():
    tickets = count(1)

    def job(name, priority):
        return Job(priority, next(tickets), name)

    queue = MinHeap(
        [
            job("backup", 5),
            job("resize-images", 2),
            job("send-mail", 3),
            job("restart-db", 1),
            job("build-index", 3),
        ]
    )
    print(f"{len(queue)} jobs, next is {queue.peek()}")
    print("run", queue.pop())
    print("run", queue.pop())

    for name, priority in [("hotfix", 1), ("rotate-logs", 4), ("thumbnails", 3)]:
        queue.push(job(name, priority))
    print(f"{len(queue)} jobs, next is {queue.peek()}")
    while queue:
        print("run", queue.pop())

    try:
        queue.pop()
    except IndexError as error:
        print("error:", error)


if __name__ == "__main__":
    main()
