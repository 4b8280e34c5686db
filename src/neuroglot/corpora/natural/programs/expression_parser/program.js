"use strict";

class ParseError extends Error {}

function tokenize(source) {
  const tokens = [];
  for (const { 0: text, index } of source.matchAll(/\d+|\S/g)) {
    if (!/^(\d+|[-+*/()])$/.test(text)) {
      throw new ParseError(`bad character '${text}' at ${index}`);
    }
    tokens.push({ text, index });
  }
  return tokens;
}

function evaluate(source) {
  const tokens = tokenize(source);
  let pos = 0;

  const peek = () => tokens[pos]?.text;

  function unexpected() {
    if (pos >= tokens.length) return new ParseError("unexpected end of input");
    const { text, index } = tokens[pos];
    return new ParseError(`unexpected '${text}' at ${index}`);
  }

  function expression() {
    let value = term();
    while (peek() === "+" || peek() === "-") {
      const op = tokens[pos++].text;
      value += op === "+" ? term() : -term();
    }
    return value;
  }

  function term() {
    let value = factor();
    while (peek() === "*" || peek() === "/") {
      const op = tokens[pos++].text;
      const rhs = factor();
      if (op === "*") {
        value *= rhs;
      } else if (rhs === 0) {
        throw new ParseError("division by zero");
      } else {
        value = Math.trunc(value / rhs);
      }
    }
    return value;
  }

  function factor() {
    const token = peek();
    if (token === "-") {
      pos++;
      return -factor();
    }
    if (token === "(") {
      pos++;
      const value = expression();
      if (peek() !== ")") throw unexpected();
      pos++;
      return value;
    }
    if (token === undefined || !/^\d/.test(token)) throw unexpected();
    pos++;
    return Number(token);
  }

  const result = expression();
  if (pos < tokens.length) throw unexpected();
  return result;
}

const sources = [
  "1 + 2 * 3",
  "(1 + 2) * -3",
  "-(10 - 3) / 2",
  "100 / 7 / 2",
  "12 * (3 + 4",
  "7 + * 3",
  "3 4",
  "6 % 4",
  "5 / (2 - 2)",
];

for (const source of sources) {
  try {
    console.log(`${source} = ${evaluate(source)}`);
  } catch (err) {
    if (!(err instanceof ParseError)) throw err;
    console.log(`${source} -> error: ${err.message}`);
  }
}
