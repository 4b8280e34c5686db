function distanceTable(source, target) {
  const rows = source.length + 1;
  const cols = target.length + 1;
  const table = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: cols }, (_, j) => i + j),
  );
  for (let i = 1; i < rows; i++) {
    for (let j = 1; j < cols; j++) {
      const substitution = source[i - 1] === target[j - 1] ? 0 : 1;
      table[i][j] = Math.min(
        table[i - 1][j - 1] + substitution,
        table[i - 1][j] + 1,
        table[i][j - 1] + 1,
      );
    }
  }
  return table;
}

// Yields the edits from the end of the word towards its beginning.
function* backtrack(table, source, target) {
  let i = source.length;
  let j = target.length;
  while (i > 0 || j > 0) {
    const current = table[i][j];
    const from = source[i - 1];
    const to = target[j - 1];
    const diagonal = table[i - 1]?.[j - 1];

    if (from === to) {
      i--;
      j--;
    } else if (diagonal === current - 1) {
      i--;
      j--;
      yield `replace '${from}' at ${i} with '${to}'`;
    } else if (table[i - 1]?.[j] === current - 1) {
      i--;
      yield `delete '${from}' at ${i}`;
    } else {
      j--;
      yield `insert '${to}' at ${i}`;
    }
  }
}

const pairs = [
  ["kitten", "sitting"],
  ["flaw", "lawn"],
  ["sunday", "saturday"],
  ["same", "same"],
];

for (const [source, target] of pairs) {
  const table = distanceTable(source, target);
  console.log(`${source} -> ${target}: ${table.at(-1).at(-1)}`);

  const edits = [...backtrack(table, source, target)].reverse();
  edits.forEach((edit) => console.log(`  ${edit}`));
}
