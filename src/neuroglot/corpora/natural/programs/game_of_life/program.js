const start = `
........
........
......#.
.......#
.....###`;

const toGrid = (text) =>
  text
    .trim()
    .split("\n")
    .map((line) => [...line].map((char) => char === "#"));

const toText = (grid) =>
  grid
    .map((row) => row.map((alive) => (alive ? "#" : ".")).join(""))
    .join("\n");

function countNeighbours(grid, y, x) {
  const height = grid.length;
  const width = grid[0].length;
  let count = 0;
  for (const dy of [-1, 0, 1]) {
    for (const dx of [-1, 0, 1]) {
      if (dy === 0 && dx === 0) continue;
      // Adding the size first keeps the remainder non-negative.
      if (grid[(y + dy + height) % height][(x + dx + width) % width]) count++;
    }
  }
  return count;
}

function evolve(grid) {
  return grid.map((row, y) =>
    row.map((alive, x) => {
      const count = countNeighbours(grid, y, x);
      return count === 3 || (alive && count === 2);
    }),
  );
}

function* life(grid, generations) {
  for (let number = 1; number <= generations; number++) {
    grid = evolve(grid);
    yield { number, grid };
  }
}

for (const { number, grid } of life(toGrid(start), 3)) {
  const population = grid.flat().filter(Boolean).length;
  console.log(`generation ${number}: ${population} alive`);
  console.log(toText(grid));
}
