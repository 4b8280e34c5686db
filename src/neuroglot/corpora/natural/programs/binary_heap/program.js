class MinHeap {
  #items = [];
  #less;

  constructor(less = (a, b) => a < b) {
    this.#less = less;
  }

  get size() {
    return this.#items.length;
  }

  peek() {
    if (this.size === 0) throw new Error("heap is empty");
    return this.#items[0];
  }

  push(...items) {
    for (const item of items) {
      this.#items.push(item);
      this.#siftUp(this.size - 1);
    }
  }

  pop() {
    const smallest = this.peek();
    const last = this.#items.pop();
    if (this.size > 0) {
      this.#items[0] = last;
      this.#siftDown(0);
    }
    return smallest;
  }

  #siftUp(i) {
    while (i > 0) {
      const parent = (i - 1) >> 1;
      if (!this.#swapIfLess(i, parent)) break;
      i = parent;
    }
  }

  #siftDown(i) {
    for (;;) {
      const left = 2 * i + 1;
      const right = left + 1;
      if (left >= this.size) break;
      const items = this.#items;
      const child =
        right < this.size && this.#less(items[right], items[left])
          ? right
          : left;
      if (!this.#swapIfLess(child, i)) break;
      i = child;
    }
  }

  #swapIfLess(child, parent) {
    const items = this.#items;
    if (!this.#less(items[child], items[parent])) return false;
    [items[child], items[parent]] = [items[parent], items[child]];
    return true;
  }
}

let ticket = 0;
const job = (name, priority) => ({ name, priority, ticket: ticket++ });
const describe = ({ name, priority }) => `${name} (priority ${priority})`;

const queue = new MinHeap((a, b) =>
  a.priority === b.priority ? a.ticket < b.ticket : a.priority < b.priority,
);
queue.push(
  job("backup", 5),
  job("resize-images", 2),
  job("send-mail", 3),
  job("restart-db", 1),
  job("build-index", 3),
);
console.log(`${queue.size} jobs, next is ${describe(queue.peek())}`);
console.log(`run ${describe(queue.pop())}`);
console.log(`run ${describe(queue.pop())}`);

queue.push(job("hotfix", 1), job("rotate-logs", 4), job("thumbnails", 3));
console.log(`${queue.size} jobs, next is ${describe(queue.peek())}`);
while (queue.size > 0) {
  console.log(`run ${describe(queue.pop())}`);
}

try {
  queue.pop();
} catch (error) {
  console.log(`error: ${error.message}`);
}
