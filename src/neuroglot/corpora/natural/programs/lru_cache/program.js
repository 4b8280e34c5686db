"use strict";

// A Map iterates in insertion order, so re-inserting a key on every use
// keeps the least recently used one at the front.
class LruCache {
  #entries = new Map();

  constructor(capacity, { onEvict = () => {} } = {}) {
    this.capacity = capacity;
    this.onEvict = onEvict;
    this.hits = 0;
    this.misses = 0;
  }

  get(key) {
    if (!this.#entries.has(key)) {
      this.misses++;
      return undefined;
    }
    this.hits++;
    const value = this.#entries.get(key);
    this.#refresh(key, value);
    return value;
  }

  put(key, value) {
    if (!this.#entries.has(key) && this.#entries.size === this.capacity) {
      const [oldestKey, oldestValue] = this.#entries.entries().next().value;
      this.#entries.delete(oldestKey);
      this.onEvict(oldestKey, oldestValue);
    }
    this.#refresh(key, value);
  }

  #refresh(key, value) {
    this.#entries.delete(key);
    this.#entries.set(key, value);
  }

  *[Symbol.iterator]() {
    yield* [...this.#entries].reverse();
  }
}

const evicted = [];
const pages = new LruCache(3, {
  onEvict(page, size) {
    console.log(`evict ${page} (${size} KB)`);
    evicted.push(page);
  },
});

function lookup(page) {
  const size = pages.get(page);
  console.log(`get ${page}: ${size === undefined ? "miss" : `${size} KB`}`);
}

pages.put("home", 12);
pages.put("news", 40);
pages.put("cart", 7);
lookup("home");
pages.put("help", 21);
lookup("news");
pages.put("cart", 9);
pages.put("blog", 33);
lookup("cart");
lookup("home");
pages.put("news", 41);

console.log("most recent first:");
for (const [page, size] of pages) {
  console.log(`  ${page} = ${size}`);
}
console.log(`hits ${pages.hits}, misses ${pages.misses}`);
console.log(`eviction order: ${evicted.join(" ")}`);
