// The data: a small manifest at once, everything else in compressed blocks that are decoded when they are first needed.

const manifest = JSON.parse(document.getElementById("manifest").textContent);
const { languages, classes, sites, kinds } = manifest;
const titles = languages.map((language) => language.title);

const KEPT = 96;
const blocks = new Map();
const arriving = new Map();

window.neuroglotBlock = (id, text) => arriving.get(id)?.(text);

const shard = (id) => new Promise((resolve, reject) => {
  arriving.set(id, resolve);
  const script = el("script", { src: `${manifest.shards}/block-${id}.js` });
  script.addEventListener("error", () => reject(new Error(
    `${manifest.shards}/block-${id}.js can't be read: keep the folder ${manifest.shards} beside this file`)));
  document.body.append(script);
}).finally(() => arriving.delete(id));

const inflate = async (text) => {
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at += 1) bytes[at] = letters.charCodeAt(at);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const whole = await new Response(stream).arrayBuffer();
  const length = new DataView(whole).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(whole, 4, length)));
  return { head, data: whole.slice(4 + length) };
};

const block = (id) => {
  if (!blocks.has(id)) {
    const text = manifest.shards ? shard(id) : Promise.resolve(document.getElementById(`block-${id}`).textContent);
    blocks.set(id, text.then(inflate));
    if (blocks.size > KEPT) blocks.delete(blocks.keys().next().value);
  }
  return blocks.get(id);
};

// One neuron: its page, the activations of every example, and those on whole programs (null where they were left out).
const page = async (place) => {
  const { head, data } = await block(manifest.pages.blocks[Math.floor(place / manifest.pages.size)]);
  const found = head.pages[place - head.first];
  let at = found.at;
  const examples = found.examples.map(([kind, program, start, peak, length]) => {
    const values = new Int8Array(data, at, length);
    at += length;
    return { kind, program, start, peak, length, values };
  });
  const whole = found.whole < 0 ? null : new Int8Array(data, found.whole, manifest.parallelTokens);
  return { ...found, place, examples: examples.filter((one) => one.program >= 0), whole };
};

// A program: `ends` of its tokens and `edges` of its syntax classes in units of its text.
const program = async (index) => {
  const { head } = await block(manifest.programs.blocks[Math.floor(index / manifest.programs.size)]);
  const found = head.programs[index - head.first];
  if (!found.ends) {
    let at = 0;
    found.ends = found.tokens.map((length) => (at += length));
    at = 0;
    found.edges = found.classes.map(([length, kind]) => [(at += length), kind]);
  }
  return found;
};

const TYPES = { u2: Uint16Array, u4: Uint32Array, i4: Int32Array, f4: Float32Array };

// The table: a typed array a column, and what is derived of them once; `pages` is how many neurons have a page.
let whole = null;
const table = () => (whole ??= readTable(() => block(manifest.table), manifest.pages.count));

const readTable = async (fetch, pages) => {
  const { head, data } = await fetch();
  const columns = {};
  for (const [name, { type, at, length }] of Object.entries(head.columns)) columns[name] = new TYPES[type](data, at, length);
  return { rows: head.rows, labels: head.labels, columns, pages };
};

const addressOf = (found, row, names = sites) =>
  `${found.columns.layer[row]}/${names[found.columns.site[row]]}/${found.columns.index[row]}`;

const setsOf = (found, row) =>
  found.columns.setsOf.subarray(row ? found.columns.setsEnd[row - 1] : 0, found.columns.setsEnd[row]);

// Examined neurons have a place and a label; those at the first places have a page too.
const examined = (found, row) => found.columns.page[row] >= 0;
const hasPage = (found, row) => examined(found, row) && found.columns.page[row] < found.pages;

// Where neurons are, by address.
let places = null;
const placeOf = async (address) => {
  const found = await table();
  if (!places) {
    places = new Map();
    for (let row = 0; row < found.rows; row += 1) places.set(addressOf(found, row), row);
  }
  const row = places.get(address);
  return row === undefined ? null : { row, place: found.columns.page[row] };
};

const labelOf = (found, row) => (examined(found, row) ? found.labels[found.columns.page[row]] : "");

const METHODS = { asked: "asked for", random: "random" };
const setTitle = ([method, label]) => {
  if (method in METHODS) return METHODS[method];
  const language = languages.find((one) => one.name === label);
  return label === method ? method : `${method} ${language ? language.title : label}`;
};
