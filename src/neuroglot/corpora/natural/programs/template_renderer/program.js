class TemplateError extends Error {}

// Turns a template into a function of the data and a set for missing names.
function compile(source) {
  const tokens = source.split(/(\{\{.*?\}\})/s);

  function compileUntil(section) {
    const parts = [];
    while (tokens.length > 0) {
      const token = tokens.shift();
      const [, sigil, name] = token.match(/^\{\{([#/]?)(.*)\}\}$/s) ?? [];
      if (name === undefined) {
        parts.push(compileText(token));
      } else if (sigil === "#") {
        parts.push(compileSection(name, compileUntil(name)));
      } else if (sigil === "") {
        parts.push(compileVariable(name));
      } else if (name === section) {
        return joined(parts);
      } else {
        throw new TemplateError(`unexpected closing tag: ${token}`);
      }
    }
    if (section !== undefined) {
      throw new TemplateError(`section is never closed: ${section}`);
    }
    return joined(parts);
  }

  return compileUntil();
}

const joined = (parts) => (data, missing) =>
  parts.map((part) => part(data, missing)).join("");

function compileText(text) {
  const open = text.indexOf("{{");
  if (open >= 0) {
    throw new TemplateError(`tag is never closed: ${text.slice(open)}`);
  }
  return () => text;
}

const compileVariable = (name) => (data, missing) => {
  if (name in data) return data[name];
  missing.add(name);
  return `{{${name}}}`;
};

const compileSection = (name, body) => (data, missing) => {
  if (!(name in data)) missing.add(name);
  const items = data[name] ?? [];
  return items.map((item) => body({ ...data, ...item }, missing)).join("");
};

const letter = `Hello {{name}}, order {{order}} ships on {{date}}:
{{#items}}- {{n}} x {{title}} for {{name}} ({{note}})
{{/items}}Total: {{total}} {{coin}}`;

const data = {
  name: "Mina",
  order: 1042,
  total: 42,
  coin: "EUR",
  items: [
    { n: 1, title: "teapot", note: "gift" },
    { n: 2, title: "cup" },
  ],
  coupons: [],
};

for (const source of [
  letter,
  "Coupons:{{#coupons}} {{code}}{{/coupons}} none",
  "{{#friends}}{{name}}{{/friends}}Bye {{nick}}",
  "Hello {{name",
  "{{#items}}{{title}}",
  "Oops{{/items}}",
]) {
  try {
    const missing = new Set();
    console.log(compile(source)(data, missing));
    if (missing.size > 0) {
      console.log(`  missing: ${[...missing].sort().join(" ")}`);
    }
  } catch (err) {
    if (!(err instanceof TemplateError)) throw err;
    console.log(`error: ${err.message}`);
  }
}
