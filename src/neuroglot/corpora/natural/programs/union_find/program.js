function createUnionFind(items) {
  const parent = new Map(items.map((item) => [item, item]));
  const rank = new Map(items.map((item) => [item, 0]));

  function find(item) {
    const above = parent.get(item);
    if (above === item) return item;
    const root = find(above);
    parent.set(item, root); // flatten the tree for the next lookup
    return root;
  }

  function union(a, b) {
    let [high, low] = [find(a), find(b)];
    if (high === low) return false;
    if (rank.get(high) < rank.get(low)) [high, low] = [low, high];
    if (rank.get(high) === rank.get(low)) rank.set(high, rank.get(high) + 1);
    parent.set(low, high);
    return true;
  }

  function components() {
    const groups = new Map();
    for (const item of items) {
      const root = find(item);
      if (!groups.has(root)) groups.set(root, []);
      groups.get(root).push(item);
    }
    return [...groups.values()];
  }

  return { union, components, connected: (a, b) => find(a) === find(b) };
}

const cables = [
  ["ant", "bee"],
  ["cat", "dog"],
  ["bee", "cat"],
  ["dog", "ant"],
  ["elk", "fox"],
  ["hen", "gnu"],
  ["fox", "hen"],
  ["gnu", "elk"],
  ["hen", "ibis"],
];
const hosts = [...new Set(cables.flat())].sort();
const network = createUnionFind(hosts);

for (const [from, to] of cables) {
  const useful = network.union(from, to);
  console.log(`${from}-${to}${useful ? "" : " is redundant"}`);
}

const components = network.components();
console.log(`${components.length} components`);
for (const members of components) {
  console.log(`  ${members.length}: ${members.join(" ")}`);
}

for (const [a, b] of [
  ["ant", "dog"],
  ["bee", "ibis"],
]) {
  const relation = network.connected(a, b) ? "connected" : "separate";
  console.log(`${a} and ${b}: ${relation}`);
}
