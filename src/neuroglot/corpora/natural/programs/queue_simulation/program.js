"use strict";

const customers = [
  { name: "Ana", arrival: 0, service: 6 },
  { name: "Ben", arrival: 1, service: 4 },
  { name: "Chloe", arrival: 2, service: 7 },
  { name: "Dev", arrival: 3, service: 3 },
  { name: "Elif", arrival: 5, service: 5 },
  { name: "Farid", arrival: 6, service: 8 },
  { name: "Greta", arrival: 9, service: 2 },
  { name: "Hugo", arrival: 20, service: 4 },
];

class Counter {
  constructor(id) {
    this.id = id;
    this.freeAt = 0;
    this.visits = [];
  }

  serve({ name, arrival, service }) {
    const start = Math.max(this.freeAt, arrival);
    this.freeAt = start + service;
    const visit = { name, arrival, service, start, wait: start - arrival };
    this.visits.push(visit);
    return { ...visit, counter: this.id };
  }

  get busyTime() {
    return this.visits.reduce((sum, { service }) => sum + service, 0);
  }
}

function simulate(queue, counters) {
  return queue.map((customer) => {
    // Strict comparison keeps the lower-numbered counter on a tie.
    const next = counters.reduce((a, b) => (b.freeAt < a.freeAt ? b : a));
    return next.serve(customer);
  });
}

const counters = [new Counter(1), new Counter(2)];
const visits = simulate(customers, counters);

console.log("name     in  start  wait  counter");
for (const { name, arrival, start, wait, counter } of visits) {
  const columns = [
    name.padEnd(7),
    String(arrival).padStart(4),
    String(start).padStart(7),
    String(wait).padStart(6),
    String(counter).padStart(9),
  ];
  console.log(columns.join(""));
}

const totalWait = visits.reduce((sum, visit) => sum + visit.wait, 0);
const [longest] = [...visits].sort((a, b) => b.wait - a.wait);
console.log(`average wait: ${(totalWait / visits.length).toFixed(1)}`);
console.log(`longest wait: ${longest.wait} (${longest.name})`);

const closing = Math.max(...counters.map((counter) => counter.freeAt));
for (const { id, visits: served, busyTime } of counters) {
  const share = Math.floor((busyTime * 100) / closing);
  console.log(`counter ${id}: ${served.length} customers, busy ${share}%`);
}
