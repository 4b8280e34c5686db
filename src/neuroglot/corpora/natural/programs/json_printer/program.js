const ESCAPES = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\n", "\\n"],
  ["\t", "\\t"],
]);

function quote(text) {
  const escaped = text.replace(/["\\\x00-\x1f]/g, (ch) => {
    const code = ch.charCodeAt(0).toString(16).padStart(4, "0");
    return ESCAPES.get(ch) ?? `\\u${code}`;
  });
  return `"${escaped}"`;
}

function stringify(value, indent = 0) {
  const pad = " ".repeat(indent);
  const colon = indent > 0 ? ": " : ":";

  function wrap(open, parts, close, margin) {
    if (parts.length === 0) return open + close;
    if (indent === 0) return open + parts.join(",") + close;
    const lines = parts.map((part) => margin + pad + part);
    return `${open}\n${lines.join(",\n")}\n${margin}${close}`;
  }

  function visit(node, margin) {
    if (node === null) return "null";
    if (Array.isArray(node)) {
      const items = node.map((item) => visit(item, margin + pad));
      return wrap("[", items, "]", margin);
    }
    switch (typeof node) {
      case "string":
        return quote(node);
      case "number":
      case "boolean":
        return String(node);
      case "object": {
        const members = Object.entries(node).map(
          ([key, child]) => quote(key) + colon + visit(child, margin + pad),
        );
        return wrap("{", members, "}", margin);
      }
      default:
        throw new TypeError(`cannot serialise a ${typeof node}`);
    }
  }

  return visit(value, "");
}

const sensor = {
  name: 'sensor "A"',
  path: "C:\\logs\\today",
  note: "line one\n\ttabbed\x07",
  active: true,
  owner: null,
  readings: [3, -14],
  limits: { min: 0, max: 50 },
  tags: [],
  meta: {},
};

const compact = stringify(sensor);
console.log(compact);
console.log(stringify(sensor, 2));
console.log(`compact size: ${compact.length}`);
