class RingBuffer {
  #slots;
  #written = 0; // total pushes; the write position is this modulo capacity
  #read = 0;

  constructor(capacity) {
    if (!Number.isInteger(capacity) || capacity < 1) {
      throw new RangeError("capacity must be a positive integer");
    }
    this.#slots = new Array(capacity);
  }

  get capacity() {
    return this.#slots.length;
  }

  get length() {
    return this.#written - this.#read;
  }

  push(item) {
    const overwritten =
      this.length === this.capacity ? this.shift() : undefined;
    this.#slots[this.#written % this.capacity] = item;
    this.#written += 1;
    return overwritten;
  }

  shift() {
    if (this.length === 0) throw new RangeError("buffer is empty");
    const item = this.#slots[this.#read % this.capacity];
    this.#read += 1;
    return item;
  }

  *[Symbol.iterator]() {
    for (let i = this.#read; i < this.#written; i++) {
      yield this.#slots[i % this.capacity];
    }
  }
}

function formatAverage(values) {
  const sum = values.reduce((total, value) => total + value, 0);
  const tenths = Math.floor((sum * 10) / values.length);
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}

const readings = new RingBuffer(4);

function record(reading) {
  const overwritten = readings.push(reading);
  const event = overwritten === undefined ? "added" : `replaces ${overwritten}`;
  const values = [...readings];
  console.log(
    `${reading} ${event}: [${values.join(" ")}] average ${formatAverage(values)}`,
  );
}

[21, 24, 22, 30, 35, 28, 19, 17].forEach(record);

console.log(`take ${readings.shift()}`);
console.log(`take ${readings.shift()}`);
record(40);

try {
  for (;;) console.log(`take ${readings.shift()}`);
} catch (error) {
  console.log(`error: ${error.message}`);
}
