// Neurons that were put aside, kept by model in this browser, and exported in forms that neuroglot reads.

const BASKET = `neuroglot-basket-${String(manifest.card.hashes.weights ?? manifest.card.model).slice(0, 16)}`;

const kept = (() => {
  try { return new Set(JSON.parse(localStorage.getItem(BASKET) ?? "[]")); } catch { return new Set(); }
})();

const remember = () => {
  try { localStorage.setItem(BASKET, JSON.stringify([...kept])); } catch { /* private windows keep nothing */ }
  for (const badge of document.querySelectorAll(".basket-count")) badge.textContent = kept.size ? String(kept.size) : "";
};

const toggleKept = (text) => {
  if (!kept.delete(text)) kept.add(text);
  remember();
  announce(`${text} ${kept.has(text) ? "is in the basket" : "was taken out of the basket"}`);
};

const sorted = () => [...kept].sort((one, other) => {
  const [a, b] = [one.split("/"), other.split("/")];
  return Number(a[0]) - Number(b[0]) || a[1].localeCompare(b[1]) || Number(a[2]) - Number(b[2]);
});

const asCsv = (addresses) => csv(["set", "layer", "site", "index"], addresses.map((one) => {
  const [layer, site, index] = one.split("/");
  return ["basket", Number(layer), site, Number(index)];
}));

// Our own form, which knows every site: addresses.
const asJson = (addresses) => `${JSON.stringify({ basket: addresses }, null, 1)}\n`;

// The paper's keys, which know projections alone; null where a neuron is none.
const asKeys = (addresses) => {
  const found = addresses.map((one) => {
    const [, layer, part, name, index] = /^(\d+)\/(attn|mlp)\.([a-z]+)\/(\d+)$/.exec(one) ?? [];
    const known = (part === "attn" ? ["q", "k", "v", "o"] : ["gate", "up", "down"]).includes(name);
    return known ? `layer_${layer}_${part === "attn" ? "self_attn" : "mlp"}_${name}_proj_neuron_${index}` : null;
  });
  return found.includes(null) ? null : `${JSON.stringify({ basket: found }, null, 1)}\n`;
};

const asPython = (addresses) => [
  "import neuroglot as ng",
  "",
  `subject = ng.load_subject(${JSON.stringify(manifest.card.model)})`,
  "basket = ng.neuron_set(",
  '    "basket",',
  '    "explorer",',
  "    [",
  ...addresses.map((one) => {
    const [layer, site, index] = one.split("/");
    return `        ng.Neuron(${layer}, ${JSON.stringify(site)}, ${index}),`;
  }),
  "    ],",
  ")",
  "with ng.zeroed(subject, basket):",
  "    ...  # measure anything",
  "",
].join("\n");

const COMMANDS = [
  "neuroglot select file RUN --sets basket.json",
  "neuroglot ablate RUN --methods basket",
  "neuroglot tune run RUN --method basket --target go",
];

const basketView = async () => {
  const found = await table();
  const addresses = sorted();
  const list = el("ol", { class: "plain" });
  for (const one of addresses) {
    const at = await placeOf(one);
    list.append(el("li", {},
      el("a", { href: toNeuron(one) }, one), " ",
      el("span", { class: "soft" }, at ? verbatim(labelOf(found, at.row)) : "not in this file"), " ",
      button("Remove", `Take ${one} out of the basket`, () => { toggleKept(one); show(); })));
  }
  const keys = asKeys(addresses);
  return [
    el("h1", { tabindex: -1 }, "Basket"),
    el("p", { class: "lead" }, addresses.length
      ? `${plural(addresses.length, "neuron")} of ${manifest.card.model}. The basket stays in this browser.`
      : "Nothing is in the basket. Press b on a neuron's page or in the table to put a neuron aside."),
    addresses.length > 0 && el("p", { class: "row" },
      button("CSV", "Save as CSV: neuroglot neurons convert basket.csv sets.safetensors", () => save("basket.csv", "text/csv", asCsv(addresses))),
      button("JSON", "Save as JSON with addresses", () => save("basket.json", "application/json", asJson(addresses))),
      keys && button("Paper\u2019s keys", "Save as JSON with the keys of the paper's scripts", () => save("basket-keys.json", "application/json", keys)),
      button("Python", "Save as Python", () => save("basket.py", "text/x-python", asPython(addresses))),
      button("Look at them side by side", "Show the basket on parallel programs", () => visit(address("parallel", [], { of: "basket" }))),
      button("Empty it", "Take all neurons out of the basket", () => { kept.clear(); remember(); show(); })),
    addresses.length > 0 && !keys && el("p", { class: "note" }, "The paper's keys know projections alone; some of these neurons are at other sites."),
    addresses.length > 0 && el("section", {}, el("h2", {}, "Silence it, or train it"),
      el("p", { class: "lead" }, "Save it as JSON or CSV; RUN is the folder that this file was written into."),
      el("pre", { class: "code", tabindex: 0, role: "region", "aria-label": "Commands" }, el("code", {}, COMMANDS.join("\n")))),
    list,
  ];
};
