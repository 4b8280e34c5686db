import heapq
from collections import Counter
from dataclasses import dataclass


@dataclass(frozen=True)
class Customer:
    name: str
    arrival: int
    service: int


@dataclass(frozen=True)
class Visit:
    customer: Customer
    desk: int
    start: int

    @property
    def wait(self) -> int:
        return self.start - self.customer.arrival

    @property
    def end(self) -> int:
        return self.start + self.customer.service


CUSTOMERS = [
    Customer("Ana", 0, 6),
    Customer("Ben", 1, 4),
    Customer("Chloe", 2, 7),
    Customer("Dev", 3, 3),
    Customer("Elif", 5, 5),
    Customer("Farid", 6, 8),
    Customer("Greta", 9, 2),
    Customer("Hugo", 20, 4),
]


def simulate(customers, desks=2):
    """Yield one visit per customer, first come first served."""
    free = [(0, desk) for desk in range(1, desks + 1)]
    for customer in sorted(customers, key=lambda c: c.arrival):
        available, desk = heapq.heappop(free)
        visit = Visit(customer, desk, max(available, customer.arrival))
        heapq.heappush(free, (visit.end, desk))
        yield visit


def main():
    visits = list(simulate(CUSTOMERS))

    print("name     in  start  wait  counter")
    for v in visits:
        print(
            f"{v.customer.name:<7}{v.customer.arrival:>4}"
            f"{v.start:>7}{v.wait:>6}{v.desk:>9}"
        )

    average = sum(v.wait for v in visits) / len(visits)
    longest = max(visits, key=lambda v: v.wait)
    print(f"average wait: {average:.1f}")
    print(f"longest wait: {longest.wait} ({longest.customer.name})")

    closing = max(v.end for v in visits)
    served = Counter(v.desk for v in visits)
    for desk, count in sorted(served.items()):
        busy = sum(v.customer.service for v in visits if v.desk == desk)
        print(f"counter {desk}: {count} customers, busy {busy * 100 // closing}%")


if __name__ == "__main__":
    main()
