// The page of one neuron: where it is active, what it writes, what its silence costs, and the code that excites it.

const cellSum = (cells) => sum(cells.map((one) => one ?? 0));

const byLanguage = (neuron, focus) => {
  const rows = languages.map((language, place) => {
    const tokens = cellSum(neuron.counts[place]);
    return { name: language.title, mark: language.name === focus, value: tokens ? cellSum(neuron.sums[place]) / tokens : null, tokens,
      positive: tokens ? cellSum(neuron.positives[place]) / tokens : null,
      rms: tokens ? Math.sqrt(neuron.squares[place] / tokens) : null, note: plural(tokens, "token") };
  });
  return figure({
    name: "mean-activation", heading: "Mean activation by language", caption: `Over ${count(sum(rows.map((one) => one.tokens)))} tokens of ${manifest.card.corpus}, ${manifest.card.split}`,
    chart: bars("Mean activation by language", rows),
    data: { head: ["language", "mean", "share above zero", "root mean square", "tokens"], rows: rows.map((one) => [one.name, one.value, one.positive, one.rms, one.tokens]) },
  });
};

const READ = { signed: "Attribution by language", "mean-of-products": "Size of attribution by language" };

const attributions = (neuron, focus) => manifest.readings.slice(0, 1).map((reading, number_) => {
  const values = neuron.attribution[number_];
  if (values.every((value) => value === null)) return null;
  const rows = languages.map((language, place) => ({ name: language.title, mark: language.name === focus, value: values[place] }));
  const sizes = neuron.attribution[1];
  return figure({
    name: "attribution", heading: READ[reading], caption: "First-order estimate, from the recording, of the rise of a program's summed loss if the neuron were silent, a token (nats)",
    chart: bars(READ[reading], rows, "nats"),
    data: { head: ["language", "mean of -a g", "mean of |a g|"], rows: rows.map((one, place) => [one.name, one.value, sizes?.[place] ?? null]) },
  });
});

// Whether neurons were silenced on the programs that the sets were found on: then the rise is no held-out one.
const foundThere = () => {
  const { heldOut, foundOn } = manifest.card;
  return Boolean(heldOut && foundOn) && heldOut[0] === foundOn[0] && heldOut[1] === foundOn[1];
};

const alone = (neuron, focus) => {
  if (neuron.alone.every(([value]) => value === null)) return null;
  const rows = languages.map((language, place) => {
    const [value, low, high] = neuron.alone[place];
    return { name: language.title, mark: language.name === focus, value, low, high };
  });
  const tasks = manifest.facts["tasks silenced on"];
  const loss = foundThere() ? "loss on the split on which the sets were found, " : "held-out loss ";
  return figure({
    name: "ablated-alone", heading: "Silent alone", caption: `Measured rise of ${loss}in nats a token; 95 % bootstrap over ${plural(tasks, "task")}`,
    chart: bars("Rise of loss when this neuron alone is silent", rows, "nats a token"),
    data: { head: ["language", "rise of loss", "low", "high"], rows: rows.map((one) => [one.name, one.value, one.low, one.high]) },
  });
};

const distribution = (neuron) => {
  const width = 2 ** neuron.exponent;
  const half = neuron.histogram[0].length / 2;
  const edges = Array.from({ length: 2 * half + 1 }, (_, bin) => (bin - half) * width);
  const series = languages.map((language, place) => ({ name: language.title, counts: neuron.histogram[place], place }));
  const chart = histogram("Distribution of activations by language", series, edges);
  const used = edges.slice(0, -1).map((_, bin) => bin).filter((bin) => series.some((one) => one.counts[bin] > 0));
  return figure({
    name: "distribution", heading: "Distribution", caption: `Tokens by activation, logarithmic; from ${number(neuron.smallest)} to ${number(neuron.largest)}`,
    chart, more: key(titles),
    data: { head: ["from", "to", ...titles], rows: used.map((bin) => [edges[bin], edges[bin + 1], ...series.map((one) => one.counts[bin])]) },
  });
};

const byClass = (neuron) => {
  const cells = languages.map((language, place) => classes.map((name, kind) => {
    const tokens = neuron.counts[place][kind];
    if (!tokens) return null;
    const value = neuron.sums[place][kind] / tokens;
    return { value, words: `${language.title}, ${name}: mean ${number(value)} over ${plural(tokens, "token")}, ${percent(neuron.positives[place][kind] / tokens)} above zero` };
  }));
  const rows = languages.flatMap((language, place) => classes.map((name, kind) => {
    const tokens = neuron.counts[place][kind];
    return [language.title, name, tokens ? neuron.sums[place][kind] / tokens : null, tokens ? neuron.positives[place][kind] / tokens : null, tokens];
  }));
  return figure({
    name: "language-class", heading: "Language and syntactic class", caption: "Mean activation; blue above zero, orange below, on this neuron's scale",
    chart: heat("Mean activation by language and syntactic class", titles, classes, cells),
    data: { head: ["language", "class", "mean", "share above zero", "tokens"], rows },
  });
};

const pushed = (neuron) => {
  if (!neuron.promoted.length) return el("section", {}, el("h2", {}, "What it writes"),
    el("p", { class: "lacks" }, "Nothing can be read from the weights alone: this neuron reaches the stream through other projections."));
  const list = (heading, rows) => el("div", {}, el("h3", {}, heading), el("ol", { class: "tokens" }, rows.map(([token, score]) =>
    el("li", {}, el("code", { class: "token" }, spelled(token)), el("span", { class: "score" }, number(score))))));
  return el("section", {}, el("h2", {}, "What it writes"),
    el("p", { class: "lead" }, `Logit lens on its ${neuron.pushes}: scores that an activation of 1 would add to tokens, up to the final norm's scale. A reading of weights, not a measured effect.`),
    el("div", { class: "pair" }, list("Promoted", neuron.promoted), list("Suppressed", neuron.suppressed)));
};

const features = (heading, rows, active) => {
  if (!rows.length) return el("div", {}, el("h3", {}, heading), el("p", { class: "note" }, "Nothing is over-represented there."));
  const head = ["what", "", "active", "lift", "q", "programs"];
  const table_ = el("table", { class: "compact" },
    el("caption", { class: "sr" }, heading),
    el("thead", {}, el("tr", {}, head.map((one, place) => el("th", { scope: "col", class: place > 1 ? "number" : null }, one || el("span", { class: "sr" }, "value"))))),
    el("tbody", {}, rows.map((row) => el("tr", {},
      el("th", { scope: "row" }, row.group),
      el("td", { class: "code-cell" }, row.group.startsWith("token") ? el("code", { class: "token" }, spelled(row.name)) : verbatim(row.name)),
      el("td", { class: "number" }, `${count(row.count)} of ${count(row.active)}`),
      el("td", { class: "number" }, `${number(row.lift, 2)} \u00d7`),
      el("td", { class: "number" }, row.q < 1e-4 ? "< 0.0001" : number(row.q, 2)),
      el("td", { class: "number" }, count(row.programs))))));
  return el("div", {}, el("h3", {}, heading, " ", button("CSV", `Save the features ${active} as CSV`, () => save(`features-${active}.csv`, "text/csv",
    csv(["group", "name", "count", "active", "of", "lift", "q", "programs"], rows.map((row) => [row.group, row.name, row.count, row.active, row.of, row.lift, row.q, row.programs]))))),
    el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": heading }, table_));
};

const ROUTED = " Only tokens that the router sends to this expert can be active, so what the router prefers is named too.";

const enrichment = (neuron) => el("section", {}, el("h2", {}, "What is there when it is active"),
  el("p", { class: "lead" }, `Over-represented among the tokens at either end that are at least half as large as the largest (20 to ${count(manifest.facts["active tokens"] ?? 0)} tokens), against all ${count(manifest.facts["counted tokens"] ?? 0)}: hypergeometric, q after Benjamini and Hochberg. Tokens of one program are not independent, so q ranks rather than proves.${neuron.address[1].startsWith("mlp.experts.") ? ROUTED : ""}`),
  el("div", { class: "pair" }, features("At its highest", neuron.high, "high"), features("At its lowest", neuron.low, "low")));

const similar = (neuron, found) => neuron.similar.length > 0 && el("section", {}, el("h2", {}, "Neurons that go up and down with it"),
  el("p", { class: "lead" }, `Pearson's r of activations on ${count(manifest.facts["sampled tokens"] ?? 0)} tokens, among the examined neurons.`),
  el("ol", { class: "plain" }, neuron.similar.filter(([place]) => place < manifest.pages.count).map(([place, r]) => {
    const row = rowOfPage(found, place);
    const text = addressOf(found, row);
    return el("li", {}, el("span", { class: "score" }, `${r > 0 ? "+" : ""}${number(r, 2)}`), " ", el("a", { href: toNeuron(text) }, text), " ", el("span", { class: "soft" }, verbatim(found.labels[place])));
  })));

const rowOfPage = (found, place) => (found.rowOf ??= (() => {
  const rows = [];
  for (let row = 0; row < found.rows; row += 1) if (examined(found, row)) rows[found.columns.page[row]] = row;
  return rows;
})())[place];

const FIRST = 6;
const examples = async (neuron, query) => {
  const wanted = query.get("lang") ?? "", kind = query.get("show") ?? kinds[0];
  const section = el("section", { id: "examples" }, el("h2", {}, "In code"));
  const inside = await Promise.all(neuron.examples.map((one) => program(one.program)));
  const all = neuron.examples.map((one, place) => [one, inside[place]]);
  const present = kinds.filter((_, number_) => all.some(([one]) => one.kind === number_));
  const tabs = el("div", { class: "row", role: "group", "aria-label": "Which contexts" }, present.map((name) => button(name, `Show contexts: ${name}`, () => { note({ show: name === kinds[0] ? null : name }); redraw(); }, { "aria-pressed": String(name === kind), data: { kind: name } })));
  const picker = el("label", { class: "field" }, el("span", {}, "Language"), el("select", { name: "lang" }, el("option", { value: "" }, "any"), languages.map((one) => el("option", { value: one.name, selected: one.name === wanted }, one.title))));
  picker.addEventListener("input", (event) => { note({ lang: event.target.value || null }); redraw(); });
  const list = el("ol", { class: "examples" });
  const more = el("p", {});
  const redraw = (most = FIRST) => {
    const now = here().query;
    const shown = now.get("show") ?? kinds[0], lang = now.get("lang");
    for (const tab of tabs.children) tab.setAttribute("aria-pressed", String(tab.dataset.kind === shown));
    const found = all.filter(([one, text]) => kinds[one.kind] === shown && (!lang || text.language === lang));
    list.replaceChildren(...found.slice(0, most).map(([one, text]) => card(neuron, one, text)));
    more.replaceChildren(...(found.length > most ? [button(`${found.length - most} more`, "Show all of these contexts", () => redraw(1000))]
      : found.length ? [] : ["None of these contexts is in that language."]));
  };
  section.append(el("div", { class: "row spread" }, tabs, picker), legend(neuron.scale * 127), list, more);
  redraw();
  return section;
};

const neuronView = async ({ parts, query }) => {
  const text = parts.join("/");
  const found = await table();
  const at = await placeOf(text);
  if (!at || !hasPage(found, at.row)) return [el("h1", { tabindex: -1 }, text || "No neuron"),
    el("p", { class: "lacks" }, !at ? "There is no such neuron in this file." : examined(found, at.row)
      ? "This neuron was examined; its page was left out of this file: neuroglot report RUN --split keeps all." : "This neuron was not examined."),
    at && examined(found, at.row) && el("p", { class: "verdict" }, verbatim(labelOf(found, at.row))),
    at && el("p", {}, `In sets: ${[...setsOf(found, at.row)].map((one) => setTitle(manifest.sets[one])).join(", ") || "none"}.`),
    el("p", {}, el("a", { href: address("neurons") }, "All neurons"))];
  const neuron = await page(at.place);
  const focus = query.get("lang");
  const keep = button("", "Put into the basket or take out of it (b)", () => { toggleKept(text); label(); }, { class: "keep" });
  const label = () => { keep.textContent = kept.has(text) ? "In the basket" : "Into the basket"; keep.setAttribute("aria-pressed", String(kept.has(text))); };
  label();
  return [
    el("p", { class: "eyebrow" }, `Layer ${neuron.address[0]}, ${neuron.address[1]}`),
    el("h1", { tabindex: -1 }, text),
    el("p", { class: "verdict" }, verbatim(neuron.label)),
    el("p", { class: "row" },
      neuron.chosen.map((pair) => el("a", { class: "chip", href: address("neurons", [], pair[0] in METHODS ? { method: pair[0] } : { method: pair[0], set: pair[1] }) }, setTitle(pair))),
      keep,
      button("Side by side", "Show this neuron on parallel programs", () => visit(address("parallel", [], { of: text })))),
    el("div", { class: "grid" }, byLanguage(neuron, focus), attributions(neuron, focus), alone(neuron, focus), distribution(neuron), byClass(neuron)),
    await examples(neuron, query),
    enrichment(neuron),
    pushed(neuron),
    similar(neuron, found),
  ];
};
