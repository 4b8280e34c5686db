class Inventory {
  constructor(items) {
    this.items = new Map(Object.entries(items));
  }

  restock(name, quantity) {
    const item = this.items.get(name);
    item.stock += quantity;
    return item.stock;
  }

  // Returns a result object instead of throwing: a refusal is expected here.
  ship(order) {
    const lines = Object.entries(order);
    for (const [name, wanted] of lines) {
      const item = this.items.get(name);
      if (!item) {
        return { ok: false, reason: `no such item ${name}` };
      }
      if (item.stock < wanted) {
        const reason = `${name} has ${item.stock} but ${wanted} wanted`;
        return { ok: false, reason };
      }
    }
    lines.forEach(([name, wanted]) => this.restock(name, -wanted));
    return { ok: true, units: lines.reduce((sum, [, n]) => sum + n, 0) };
  }

  lowStock() {
    return [...this.items]
      .map(([name, { stock, minimum }]) => {
        return { name, stock, minimum, short: minimum - stock };
      })
      .filter(({ short }) => short > 0)
      .sort((a, b) => b.short - a.short || a.name.localeCompare(b.name));
  }
}

const inventory = new Inventory({
  bolt: { stock: 120, minimum: 50 },
  hinge: { stock: 14, minimum: 20 },
  bracket: { stock: 40, minimum: 25 },
  screw: { stock: 300, minimum: 100 },
  washer: { stock: 60, minimum: 60 },
});

const handlers = {
  order({ id, lines }) {
    const result = inventory.ship(lines);
    return result.ok
      ? `order ${id}: shipped ${result.units} units`
      : `order ${id}: rejected, ${result.reason}`;
  },
  restock({ name, quantity }) {
    return `restock: ${name} now ${inventory.restock(name, quantity)}`;
  },
};

const events = [
  { type: "order", id: 101, lines: { bolt: 80, bracket: 10 } },
  { type: "order", id: 102, lines: { screw: 250, hinge: 20 } },
  { type: "order", id: 103, lines: { nail: 5 } },
  { type: "order", id: 104, lines: { bracket: 20, screw: 150 } },
  { type: "restock", name: "hinge", quantity: 10 },
  { type: "order", id: 105, lines: { hinge: 20, washer: 5 } },
  { type: "restock", name: "bolt", quantity: 5 },
];

for (const event of events) {
  console.log(handlers[event.type](event));
}

console.log("low stock:");
for (const { name, stock, minimum, short } of inventory.lowStock()) {
  const count = String(stock).padStart(3);
  console.log(`  ${name.padEnd(8)} ${count} of ${minimum}, short ${short}`);
}
