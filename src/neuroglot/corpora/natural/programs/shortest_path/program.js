"use strict";

class Graph {
  #edges = new Map();

  addEdge(a, b, weight) {
    for (const node of [a, b]) {
      if (!this.#edges.has(node)) this.#edges.set(node, new Map());
    }
    this.#edges.get(a).set(b, weight);
    this.#edges.get(b).set(a, weight);
    return this;
  }

  removeEdge(a, b) {
    this.#edges.get(a).delete(b);
    this.#edges.get(b).delete(a);
  }

  get nodes() {
    return [...this.#edges.keys()].sort();
  }

  // The graph is tiny, so a linear scan stands in for a priority queue.
  shortestPaths(source) {
    const best = new Map([[source, { distance: 0, path: [source] }]]);
    const pending = new Set([source]);

    while (pending.size > 0) {
      const [node] = [...pending].sort(
        (a, b) => best.get(a).distance - best.get(b).distance,
      );
      pending.delete(node);

      const { distance, path } = best.get(node);
      for (const [neighbour, weight] of this.#edges.get(node)) {
        const total = distance + weight;
        const known = best.get(neighbour)?.distance ?? Infinity;
        if (total < known) {
          best.set(neighbour, { distance: total, path: [...path, neighbour] });
          pending.add(neighbour);
        }
      }
    }
    return best;
  }
}

function printRoutes(graph, source) {
  const routes = graph.shortestPaths(source);
  for (const town of graph.nodes) {
    if (town === source) continue;
    const route = routes.get(town);
    const text = route
      ? `${String(route.distance).padStart(3)}  ${route.path.join(" -> ")}`
      : "no route";
    console.log(`  ${town.padEnd(8)}${text}`);
  }
}

const graph = new Graph()
  .addEdge("Aldby", "Brook", 7)
  .addEdge("Aldby", "Crest", 3)
  .addEdge("Crest", "Brook", 2)
  .addEdge("Brook", "Dunes", 6)
  .addEdge("Crest", "Eastly", 8)
  .addEdge("Dunes", "Eastly", 1)
  .addEdge("Dunes", "Fell", 4)
  .addEdge("Eastly", "Fell", 6)
  .addEdge("Harbor", "Isle", 5);

console.log("from Aldby");
printRoutes(graph, "Aldby");

graph.removeEdge("Crest", "Brook");
console.log("with Crest-Brook closed");
printRoutes(graph, "Aldby");
