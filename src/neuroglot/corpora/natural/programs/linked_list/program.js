class LinkedList {
  #head = null;
  #tail = null;
  length = 0;

  static from(iterable) {
    return new LinkedList().append(...iterable);
  }

  append(...values) {
    for (const value of values) {
      const node = { value, next: null };
      if (this.#tail) {
        this.#tail.next = node;
      } else {
        this.#head = node;
      }
      this.#tail = node;
      this.length += 1;
    }
    return this;
  }

  remove(value) {
    let previous = null;
    let node = this.#head;
    while (node && node.value !== value) {
      previous = node;
      node = node.next;
    }
    if (!node) return false;

    if (previous) {
      previous.next = node.next;
    } else {
      this.#head = node.next;
    }
    if (node === this.#tail) this.#tail = previous;
    this.length -= 1;
    return true;
  }

  reverse() {
    let reversed = null;
    let node = this.#head;
    this.#tail = node;
    while (node) {
      const { next } = node;
      node.next = reversed;
      reversed = node;
      node = next;
    }
    this.#head = reversed;
    return this;
  }

  *[Symbol.iterator]() {
    for (let node = this.#head; node; node = node.next) {
      yield node.value;
    }
  }

  toString() {
    return [...this, "end"].join(" -> ");
  }
}

const stops = LinkedList.from([
  "Harbour",
  "Market",
  "Museum",
  "Park",
  "Station",
]);
console.log(`outbound: ${stops}`);
console.log(`inbound:  ${stops.reverse()}`);

for (const name of ["Museum", "Station", "Harbour", "Airport"]) {
  const result = stops.remove(name) ? "done" : "no such stop";
  console.log(`close ${name}: ${result}`);
}
console.log(`open:     ${stops}`);
stops.append("Castle", "Zoo");
console.log(`extended: ${stops}`);

let position = 0;
for (const stop of stops) {
  position += 1;
  console.log(`${position}. ${stop}`);
}
console.log(`${stops.length} stops`);
