const ascending = (a, b) => a - b;

class SearchTree {
  #root = null;
  #compare;
  size = 0;

  constructor(values = [], compare = ascending) {
    this.#compare = compare;
    for (const value of values) this.insert(value);
  }

  #locate(value) {
    let parent = null;
    let node = this.#root;
    while (node) {
      const order = this.#compare(value, node.value);
      if (order === 0) break;
      parent = node;
      node = order < 0 ? node.left : node.right;
    }
    return { parent, node };
  }

  // Puts `child` (possibly null) where `node` hung below `parent`.
  #replace(parent, node, child) {
    if (!parent) this.#root = child;
    else if (parent.left === node) parent.left = child;
    else parent.right = child;
  }

  insert(value) {
    const { parent, node } = this.#locate(value);
    if (node) return false;

    const leaf = { value, left: null, right: null };
    if (!parent) this.#root = leaf;
    else if (this.#compare(value, parent.value) < 0) parent.left = leaf;
    else parent.right = leaf;
    this.size += 1;
    return true;
  }

  delete(value) {
    let { parent, node } = this.#locate(value);
    if (!node) return false;

    if (node.left && node.right) {
      const target = node;
      parent = node;
      node = node.right;
      while (node.left) [parent, node] = [node, node.left];
      target.value = node.value;
    }
    this.#replace(parent, node, node.left ?? node.right);
    this.size -= 1;
    return true;
  }

  has(value) {
    return this.#locate(value).node !== null;
  }

  get height() {
    const measure = (node) =>
      node ? 1 + Math.max(measure(node.left), measure(node.right)) : 0;
    return measure(this.#root);
  }

  *[Symbol.iterator]() {
    function* walk(node) {
      if (!node) return;
      yield* walk(node.left);
      yield node.value;
      yield* walk(node.right);
    }
    yield* walk(this.#root);
  }
}

function report(tree) {
  const values = [...tree].join(" ");
  console.log(`  ${values} (size ${tree.size}, height ${tree.height})`);
}

const tree = new SearchTree();
for (const value of [50, 30, 70, 20, 40, 60, 80, 65, 40]) {
  if (!tree.insert(value)) console.log(`duplicate ${value}`);
}
report(tree);

for (const value of [20, 30, 99, 50]) {
  console.log(`delete ${value}${tree.delete(value) ? "" : ": not found"}`);
  report(tree);
}
for (const value of [50, 65]) {
  console.log(`contains ${value}: ${tree.has(value) ? "yes" : "no"}`);
}
