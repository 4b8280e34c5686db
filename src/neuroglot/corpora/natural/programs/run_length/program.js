"use strict";

const encode = (text) =>
  text.replace(/(.)\1*/gs, (run, symbol) => {
    if (/\d/.test(symbol)) {
      throw new RangeError(`cannot encode the digit ${symbol}`);
    }
    return run.length > 1 ? `${run.length}${symbol}` : symbol;
  });

function decode(code) {
  let text = "";
  let count = "";
  for (const ch of code) {
    if (ch >= "0" && ch <= "9") {
      count += ch;
      continue;
    }
    const length = count === "" ? 1 : Number.parseInt(count, 10);
    if (length === 0) throw new RangeError("a run of length zero");
    text += ch.repeat(length);
    count = "";
  }
  if (count !== "") throw new RangeError(`count ${count} has no symbol`);
  return text;
}

/** Calls fn, and turns a RangeError into the text to show for it. */
function attempt(fn) {
  try {
    return fn();
  } catch (err) {
    if (err instanceof RangeError) return `error: ${err.message}`;
    throw err;
  }
}

const samples = [
  "WWWWWWWWWWWWBWWWWBBB",
  "abcdef",
  "",
  "..##....##..",
  "     indented",
  "go  to room 7",
];
const totals = { plain: 0, packed: 0 };

for (const text of samples) {
  const result = attempt(() => {
    const code = encode(text);
    const verdict = decode(code) === text ? "ok" : "BROKEN";
    totals.plain += text.length;
    totals.packed += code.length;
    return `"${code}" (${text.length} to ${code.length}) ${verdict}`;
  });
  console.log(`"${text}" -> ${result}`);
}

for (const code of ["3x2y", "10-", "2a0b", "4k12"]) {
  console.log(`${code} => ${attempt(() => decode(code))}`);
}

const { plain, packed } = totals;
console.log(`saved ${plain - packed} of ${plain} characters`);
