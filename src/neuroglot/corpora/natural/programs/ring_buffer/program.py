from collections.abc import Iterator


class RingBuffer:
    """A queue of at most `capacity` numbers that overwrites its oldest ones."""

    def __init__(self, capacity: int) -> None:
        self._slots: list[int] = [0] * capacity
        self._start = 0
        self._length = 0
        self.total = 0

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[int]:
        for offset in range(self._length):
            yield self._slots[(self._start + offset) % len(self._slots)]

    def __str__(self) -> str:
        return f"[{' '.join(map(str, self))}]"

    @property
    def is_full(self) -> bool:
        return self._length == len(self._slots)

    @property
    def average(self) -> str:
        """The mean with one decimal, truncated."""
        whole, tenth = divmod(self.total * 10 // len(self), 10)
        return f"{whole}.{tenth}"

    def push(self, value: int) -> int | None:
        """Append `value`; return the value it displaced, if any."""
        displaced = self.pop() if self.is_full else None
        self._slots[(self._start + self._length) % len(self._slots)] = value
        self._length += 1
        self.total += value
        return displaced

    def pop(self) -> int:
        if not self._length:
            raise IndexError("buffer is empty")
        value = self._slots[self._start]
        self._start = (self._start + 1) % len(self._slots)
        self._length -= 1
        self.total -= value
        return value


def record(window: RingBuffer, reading: int) -> None:
    displaced = window.push(reading)
    event = "added" if displaced is None else f"replaces {displaced}"
    print(f"{reading} {event}: {window} average {window.average}")


def main() -> None:
    window = RingBuffer(4)
    for reading in [21, 24, 22, 30, 35, 28, 19, 17]:
        record(window, reading)

    for _ in range(2):
        print("take", window.pop())
    record(window, 40)

    try:
        while True:
            print("take", window.pop())
    except IndexError as error:
        print("error:", error)


if __name__ == "__main__":
    main()
