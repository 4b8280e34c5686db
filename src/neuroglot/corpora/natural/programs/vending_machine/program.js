"use strict";

const COINS = [100, 50, 20, 10, 5];

const products = new Map([
  ["A1", { name: "Crisps", price: 85 }],
  ["B2", { name: "Water", price: 60 }],
  ["C3", { name: "Gum", price: 35 }],
]);

const sum = (coins) => coins.reduce((total, coin) => total + coin, 0);

let box = [50, 20, 10];
let inserted = [];
let state = "idle";

function insert(value) {
  const coin = Number(value);
  if (!COINS.includes(coin)) return "coin not accepted";
  inserted.push(coin);
  state = "paying";
  return `credit ${sum(inserted)}`;
}

function settle() {
  inserted = [];
  state = products.size > 0 ? "idle" : "empty";
}

function cancel() {
  const refund = sum(inserted);
  settle();
  return `returned ${refund}`;
}

// Returns the coins that remain after paying, or null if it cannot be exact.
function payOut(coins, amount) {
  const remaining = [];
  for (const coin of [...coins].sort((a, b) => b - a)) {
    if (coin <= amount) {
      amount -= coin;
    } else {
      remaining.push(coin);
    }
  }
  return amount === 0 ? remaining : null;
}

function buy(code) {
  const product = products.get(code);
  if (!product) return `${code} sold out`;

  const surplus = sum(inserted) - product.price;
  if (surplus < 0) return `${-surplus} more needed`;

  const remaining = payOut([...box, ...inserted], surplus);
  if (!remaining) return "no change available";

  box = remaining;
  products.delete(code);
  settle();
  return `${product.name}, change ${surplus}`;
}

const refuse = (reason) => () => reason;

const transitions = {
  idle: { insert, select: refuse("insert coins first"), cancel },
  paying: { insert, select: buy, cancel },
  empty: {
    insert: refuse("machine is empty"),
    select: refuse("machine is empty"),
    cancel,
  },
};

const script = `
  select B2, insert 3, insert 50, select B2, insert 20, select B2,
  insert 100, select A1, cancel,
  insert 50, insert 20, insert 10, insert 5, select A1,
  insert 50, select A1, select C3, insert 20`;

for (const command of script.trim().split(/,\s+/)) {
  const [action, argument] = command.split(" ");
  console.log(`${command}: ${transitions[state][action](argument)}`);
}

const counts = COINS.map(
  (coin) => `${coin}x${box.filter((other) => other === coin).length}`,
);
console.log(`coin box: ${counts.join(" ")}`);
