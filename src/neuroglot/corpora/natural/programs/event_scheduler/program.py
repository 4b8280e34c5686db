from itertools import combinations
from operator import attrgetter
from typing import NamedTuple


class Event(NamedTuple):
    title: str
    start: int
    end: int

    @classmethod
    def parse(cls, line):
        span, title = line.split(maxsplit=1)
        return cls(title, *map(minutes, span.split("-")))


def minutes(clock: str) -> int:
    hours, mins = clock.split(":")
    return int(hours) * 60 + int(mins)


def clock(total: int) -> str:
    return "{:02d}:{:02d}".format(*divmod(total, 60))


AGENDA = """\
12:30-13:15 Lunch
09:15-09:45 Standup
15:30-16:30 Retro
10:00-11:30 Design review
11:00-12:00 Call with Mira
13:00-14:00 Interview
10:30-11:15 Bug triage
16:30-16:45 Inbox
"""


def conflicts(events):
    for a, b in combinations(events, 2):
        shared = min(a.end, b.end) - max(a.start, b.start)
        if shared > 0:
            yield a, b, shared


def merge(events):
    """Collapse overlapping or touching events, given in order of start."""
    merged = []
    for _, start, end in events:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def free_slots(busy, opening, closing):
    starts = [opening, *(end for _, end in busy)]
    ends = [*(start for start, _ in busy), closing]
    return [(start, end) for start, end in zip(starts, ends) if start < end]


def main():
    events = [Event.parse(line) for line in AGENDA.splitlines()]
    events.sort(key=attrgetter("start"))

    print("conflicts:")
    for a, b, shared in conflicts(events):
        print(f"  {a.title} / {b.title}: {shared} min")

    busy = merge(events)
    print("busy:")
    for start, end in busy:
        print(f"  {clock(start)}-{clock(end)}")

    free = free_slots(busy, minutes("09:00"), minutes("17:00"))
    print("free:")
    for start, end in free:
        print(f"  {clock(start)}-{clock(end)} ({end - start} min)")

    hour = next((clock(start) for start, end in free if end - start >= 60), "none")
    print(f"first free hour: {hour}")


if __name__ == "__main__":
    main()
