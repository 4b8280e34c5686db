const ORDERS = `item,supplier,qty,cents
"Bolt, hex",Acme,40,15
"Washer ""large""",Acme,120,4
Bracket,"Smith, Jones & Co",8,275
"Paint
two coats",Colorworks,6,1299
Hinge,,25,-89
`;

class CsvError extends Error {}

// One field and the separator after it; the field is quoted or plain.
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/y;

function* readRows(text) {
  let row = [];
  FIELD.lastIndex = 0;
  for (let pos = 0; pos < text.length; pos = FIELD.lastIndex) {
    const match = FIELD.exec(text);
    if (!match) {
      const line = text.slice(0, pos).split("\n").length;
      const open = /^"([^"]|"")*$/.test(text.slice(pos));
      throw new CsvError(
        `line ${line}: ${open ? "quote never closed" : "stray quote"}`,
      );
    }
    const [, quoted, plain, separator] = match;
    row.push(quoted?.replaceAll('""', '"') ?? plain);
    if (separator === "\n") {
      yield row;
      row = [];
    }
  }
}

function parse(text) {
  const rows = [...readRows(text.endsWith("\n") ? text : `${text}\n`)];
  const bad = rows.findIndex((row) => row.length !== rows[0].length);
  if (bad >= 0) throw new CsvError(`row ${bad}: wrong number of fields`);
  return rows;
}

function report(text) {
  const rows = parse(text);
  for (const row of rows) {
    const cells = row.map((cell) => `[${cell.replaceAll("\n", "/")}]`);
    console.log(cells.join("; "));
  }

  const [header, ...body] = rows;
  header.forEach((name, i) => {
    const column = body.map((row) => row[i]);
    if (column.every((cell) => /^-?\d+$/.test(cell))) {
      const sum = column.reduce((total, cell) => total + Number(cell), 0);
      console.log(`sum of ${name}: ${sum}`);
    }
  });
}

for (const text of [
  ORDERS,
  "a,b\n1,2\n3,4,5\n",
  'a,b\n1,"two\n',
  'a,b\n1,"tw"o',
]) {
  try {
    report(text);
  } catch (err) {
    if (!(err instanceof CsvError)) throw err;
    console.log(`error: ${err.message}`);
  }
}
