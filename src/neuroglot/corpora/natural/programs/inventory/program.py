from dataclasses import dataclass


class OrderRejected(Exception):
    """An order that cannot be shipped in full."""


@dataclass
class Item:
    name: str
    stock: int
    minimum: int

    @property
    def shortage(self) -> int:
        return max(0, self.minimum - self.stock)


class Inventory:
    def __init__(self, items):
        self._items = {item.name: item for item in items}

    def restock(self, name: str, quantity: int) -> int:
        item = self._items[name]
        item.stock += quantity
        return item.stock

    def ship(self, order: dict[str, int]) -> int:
        for name, wanted in order.items():
            item = self._items.get(name)
            if item is None:
                raise OrderRejected(f"no such item {name}")
            if item.stock < wanted:
                raise OrderRejected(f"{name} has {item.stock} but {wanted} wanted")

        # Nothing is taken until every line has been checked.
        for name, wanted in order.items():
            self._items[name].stock -= wanted
        return sum(order.values())

    def low_stock(self) -> list[Item]:
        low = (item for item in self._items.values() if item.shortage)
        return sorted(low, key=lambda item: (-item.shortage, item.name))


EVENTS = [
    ("order", 101, {"bolt": 80, "bracket": 10}),
    ("order", 102, {"screw": 250, "hinge": 20}),
    ("order", 103, {"nail": 5}),
    ("order", 104, {"bracket": 20, "screw": 150}),
    ("restock", "hinge", 10),
    ("order", 105, {"hinge": 20, "washer": 5}),
    ("restock", "bolt", 5),
]


def main():
    inventory = Inventory(
        [
            Item("bolt", 120, 50),
            Item("hinge", 14, 20),
            Item("bracket", 40, 25),
            Item("screw", 300, 100),
            Item("washer", 60, 60),
        ]
    )
    for event in EVENTS:
        match event:
            case ("order", number, lines):
                try:
                    units = inventory.ship(lines)
                except OrderRejected as reason:
                    print(f"order {number}: rejected, {reason}")
                else:
                    print(f"order {number}: shipped {units} units")
            case ("restock", name, quantity):
                print(f"restock: {name} now {inventory.restock(name, quantity)}")

    print("low stock:")
    for item in inventory.low_stock():
        print(
            f"  {item.name:<8} {item.stock:>3} of {item.minimum}, short {item.shortage}"
        )


if __name__ == "__main__":
    main()
