from collections import Counter
from enum import Enum, auto


class State(Enum):
    IDLE = auto()
    PAYING = auto()
    EMPTY = auto()


class Refused(Exception):
    pass


class VendingMachine:
    COINS = (100, 50, 20, 10, 5)

    def __init__(self, products: dict[str, tuple[str, int]], box: Counter):
        self.products = products
        self.box = box
        self.inserted = Counter()
        self.state = State.IDLE

    @property
    def credit(self) -> int:
        return sum(self.inserted.elements())

    def insert(self, coin: str) -> str:
        if self.state is State.EMPTY:
            raise Refused("machine is empty")
        if int(coin) not in self.COINS:
            raise Refused("coin not accepted")
        self.inserted[int(coin)] += 1
        self.state = State.PAYING
        return f"credit {self.credit}"

    def select(self, code: str) -> str:
        if self.state is State.IDLE:
            raise Refused("insert coins first")
        if self.state is State.EMPTY:
            raise Refused("machine is empty")
        if code not in self.products:
            raise Refused(f"{code} sold out")

        name, price = self.products[code]
        if self.credit < price:
            raise Refused(f"{price - self.credit} more needed")
        surplus = self.credit - price
        pool = self.box + self.inserted
        self.box = pool - self.pick_change(pool, surplus)
        del self.products[code]
        self._finish()
        return f"{name}, change {surplus}"

    def cancel(self) -> str:
        refund = self.credit
        self._finish()
        return f"returned {refund}"

    def pick_change(self, pool: Counter, amount: int) -> Counter:
        change = Counter()
        for coin in self.COINS:
            change[coin] = min(pool[coin], amount // coin)
            amount -= coin * change[coin]
        if amount:
            raise Refused("no change available")
        return change

    def _finish(self) -> None:
        self.inserted.clear()
        self.state = State.IDLE if self.products else State.EMPTY


SCRIPT = """
select B2; insert 3; insert 50; select B2; insert 20; select B2
insert 100; select A1; cancel
insert 50; insert 20; insert 10; insert 5; select A1
insert 50; select A1; select C3; insert 20
"""


def main():
    machine = VendingMachine(
        {"A1": ("Crisps", 85), "B2": ("Water", 60), "C3": ("Gum", 35)},
        Counter({50: 1, 20: 1, 10: 1}),
    )
    for command in SCRIPT.strip().replace("\n", "; ").split("; "):
        action, *arguments = command.split()
        try:
            reply = getattr(machine, action)(*arguments)
        except Refused as refusal:
            reply = refusal
        print(f"{command}: {reply}")
    print("coin box:", *(f"{coin}x{machine.box[coin]}" for coin in machine.COINS))


if __name__ == "__main__":
    main()
