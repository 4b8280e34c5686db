from dataclasses import dataclass, field
from itertools import accumulate


class BankError(Exception):
    pass


class InsufficientFunds(BankError):
    def __init__(self, owner, amount, balance):
        super().__init__(
            f"{owner} cannot pay {money(amount)}, short by {money(amount - balance)}"
        )


class UnknownAccount(BankError):
    def __init__(self, owner):
        super().__init__(f"no account named {owner}")


def money(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    units, rest = divmod(abs(cents), 100)
    return f"{sign}{units}.{rest:02d}"


@dataclass
class Account:
    owner: str
    entries: list[tuple[str, int]] = field(default_factory=list)

    @property
    def balance(self) -> int:
        return sum(amount for _, amount in self.entries)

    def post(self, memo: str, amount: int) -> None:
        # Negative amounts are withdrawals and may not overdraw.
        if self.balance + amount < 0:
            raise InsufficientFunds(self.owner, -amount, self.balance)
        self.entries.append((memo, amount))

    def statement(self):
        running = accumulate(amount for _, amount in self.entries)
        for (memo, amount), balance in zip(self.entries, running):
            yield f"  {memo:<16} {money(amount):>9} {money(balance):>9}"


class Bank:
    def __init__(self, **opening: int):
        self._accounts = {}
        for owner, amount in opening.items():
            account = Account(owner)
            account.post("opening deposit", amount)
            self._accounts[owner] = account

    def __getitem__(self, owner: str) -> Account:
        try:
            return self._accounts[owner]
        except KeyError:
            raise UnknownAccount(owner) from None

    def __iter__(self):
        return iter(self._accounts.values())

    def transfer(self, source: str, target: str, amount: int) -> None:
        if amount <= 0:
            raise BankError("amount must be positive")
        payer, payee = self[source], self[target]
        payer.post(f"to {target}", -amount)
        payee.post(f"from {source}", amount)


def main():
    bank = Bank(alice=500_00, bob=120_50, carol=0)
    transfers = [
        ("alice", "bob", 75_25),
        ("bob", "carol", 250_00),
        ("carol", "dave", 10_00),
        ("alice", "carol", 0),
        ("bob", "carol", 100_00),
        ("carol", "alice", 40_10),
    ]
    for source, target, amount in transfers:
        try:
            bank.transfer(source, target, amount)
        except BankError as error:
            print(f"refused: {error}")
        else:
            print(f"ok: {source} -> {target} {money(amount)}")

    print("statement for alice")
    print(*bank["alice"].statement(), sep="\n")
    print("balances")
    for account in bank:
        print(f"  {account.owner:<8} {money(account.balance):>9}")


if __name__ == "__main__":
    main()
