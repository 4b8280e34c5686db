"use strict";

class BankError extends Error {}

// All amounts are whole cents.
function money(cents) {
  const digits = String(Math.abs(cents)).padStart(3, "0");
  const sign = cents < 0 ? "-" : "";
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

class Account {
  #entries = [];

  constructor(owner, opening) {
    this.owner = owner;
    this.deposit(opening, "opening deposit");
  }

  get balance() {
    return this.#entries.reduce((sum, { amount }) => sum + amount, 0);
  }

  deposit(amount, memo) {
    this.#entries.push({ memo, amount });
  }

  withdraw(amount, memo) {
    const missing = amount - this.balance;
    if (missing > 0) {
      throw new BankError(
        `${this.owner} cannot pay ${money(amount)}, short by ${money(missing)}`,
      );
    }
    this.#entries.push({ memo, amount: -amount });
  }

  *statement() {
    let running = 0;
    for (const { memo, amount } of this.#entries) {
      running += amount;
      const columns = [money(amount), money(running)];
      yield [memo.padEnd(16), ...columns.map((c) => c.padStart(9))].join(" ");
    }
  }
}

class Bank {
  #accounts = new Map();

  open(owner, opening = 0) {
    this.#accounts.set(owner, new Account(owner, opening));
  }

  account(owner) {
    const found = this.#accounts.get(owner);
    if (!found) throw new BankError(`no account named ${owner}`);
    return found;
  }

  transfer(from, to, amount) {
    if (amount <= 0) throw new BankError("amount must be positive");
    const [payer, payee] = [this.account(from), this.account(to)];
    payer.withdraw(amount, `to ${to}`);
    payee.deposit(amount, `from ${from}`);
  }

  [Symbol.iterator]() {
    return this.#accounts.values();
  }
}

const bank = new Bank();
bank.open("alice", 500_00);
bank.open("bob", 120_50);
bank.open("carol");

const transfers = [
  ["alice", "bob", 75_25],
  ["bob", "carol", 250_00],
  ["carol", "dave", 10_00],
  ["alice", "carol", 0],
  ["bob", "carol", 100_00],
  ["carol", "alice", 40_10],
];

for (const [from, to, amount] of transfers) {
  try {
    bank.transfer(from, to, amount);
    console.log(`ok: ${from} -> ${to} ${money(amount)}`);
  } catch (error) {
    if (!(error instanceof BankError)) throw error;
    console.log(`refused: ${error.message}`);
  }
}

console.log("statement for alice");
for (const line of bank.account("alice").statement()) {
  console.log(`  ${line}`);
}

console.log("balances");
for (const { owner, balance } of bank) {
  console.log(`  ${owner.padEnd(8)} ${money(balance).padStart(9)}`);
}
