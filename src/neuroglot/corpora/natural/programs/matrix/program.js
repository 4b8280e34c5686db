const shape = (m) => `${m.length}x${m[0].length}`;

const transpose = (m) => m[0].map((_, c) => m.map((row) => row[c]));

const dot = (xs, ys) => xs.reduce((sum, x, i) => sum + x * ys[i], 0);

function add(a, b) {
  if (shape(a) !== shape(b)) {
    throw new RangeError(`cannot add ${shape(a)} and ${shape(b)}`);
  }
  return a.map((row, r) => row.map((x, c) => x + b[r][c]));
}

function multiply(a, b) {
  if (a[0].length !== b.length) {
    throw new RangeError(`cannot multiply ${shape(a)} by ${shape(b)}`);
  }
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => dot(row, column)));
}

// Cofactor expansion along the first row.
function determinant(m) {
  if (m.length !== m[0].length) {
    throw new RangeError(`${shape(m)} is not square`);
  }
  if (m.length === 1) return m[0][0];

  const [first, ...rest] = m;
  return first.reduce((total, x, c) => {
    const minor = rest.map((row) => row.filter((_, i) => i !== c));
    const sign = c % 2 === 0 ? 1 : -1;
    return total + sign * x * determinant(minor);
  }, 0);
}

function format(m) {
  const width = Math.max(...m.flat().map((x) => String(x).length));
  return m
    .map((row) => `[${row.map((x) => String(x).padStart(width)).join(" ")}]`)
    .join("\n");
}

const a = [
  [2, -1, 3],
  [0, 4, -2],
  [5, 1, 1],
];
const b = [
  [0, 3, 2],
  [-3, 1, 0],
  [4, -1, 6],
];
const wide = [
  [7, 8, 9],
  [10, 11, 12],
];

const product = multiply(a, b);
console.log(`a + b =\n${format(add(a, b))}`);
console.log(`a * b =\n${format(product)}`);
console.log(`transpose of 2x3 =\n${format(transpose(wide))}`);
console.log(`det(a) = ${determinant(a)}`);
console.log(`det(b) = ${determinant(b)}`);
console.log(`det(a * b) = ${determinant(product)}`);

try {
  console.log(format(multiply(a, wide)));
} catch (error) {
  if (!(error instanceof RangeError)) throw error;
  console.log(`error: ${error.message}`);
}
