// One task in several languages side by side, with the activations of a neuron or of a set on one scale.

// Shares of the scale on whole programs: a neuron's own, or the mean over the members of a set that have them.
const wholeValues = async (of) => {
  const found = await table();
  const chosen = of === "basket" ? sorted()
    : of.startsWith("set:") ? setMembers(found, of.slice(4))
      : [of];
  const addresses = await Promise.all(chosen.map(placeOf));
  const usable = addresses.filter((one) => one && one.place >= 0 && one.place < manifest.pages.whole);
  const pages = await Promise.all(usable.map((one) => page(one.place)));
  const total = new Float32Array(manifest.parallelTokens), counted = new Float32Array(manifest.parallelTokens);
  for (const one of pages) for (let at = 0; at < total.length; at += 1) {
    if (one.whole[at] === MISSING) continue;
    total[at] += one.whole[at] / 127;
    counted[at] += 1;
  }
  for (let at = 0; at < total.length; at += 1) total[at] = counted[at] ? total[at] / counted[at] : NaN;
  const covered = byLayer(chosen, usable.map((one) => addressOf(found, one.row)));
  return { values: total, asked: chosen.length, used: usable.length, covered, scale: pages.length === 1 ? pages[0].scale * 127 : null };
};

// By layer, how many neurons of a set there are and how many of them have activations on whole programs.
const byLayer = (all, used) => {
  const rows = new Map();
  for (const [column, addresses] of [[1, all], [2, used]]) for (const one of addresses) {
    const layer = Number(one.split("/")[0]);
    if (!rows.has(layer)) rows.set(layer, [layer, 0, 0]);
    rows.get(layer)[column] += 1;
  }
  return [...rows.values()].sort((one, other) => one[0] - other[0]);
};

// Whole numbers in order as runs: 0 to 3, 5.
const spans = (numbers) => {
  const runs_ = [];
  for (const one of numbers) {
    if (runs_.length && runs_.at(-1)[1] === one - 1) runs_.at(-1)[1] = one;
    else runs_.push([one, one]);
  }
  return runs_.map(([first, last]) => (first === last ? String(first) : `${first} to ${last}`)).join(", ");
};

const setMembers = (found, named) => {
  const number_ = manifest.sets.findIndex((pair) => pair.join(" ") === named);
  const members = [];
  for (let row = 0; row < found.rows; row += 1) if (setsOf(found, row).includes(number_)) members.push(addressOf(found, row));
  return members;
};

const pane = (found, offset, shown) => {
  const language = languages.find((one) => one.name === found.language);
  const value = (token) => (Number.isNaN(shown.values[offset + token]) ? null : Math.max(-1, Math.min(1, shown.values[offset + token] / shown.most)));
  const shares = Array.from({ length: found.ends.length }, (_, token) => shown.values[offset + token]).filter((one) => !Number.isNaN(one));
  const pre = el("pre", { class: "code", tabindex: 0, role: "region", "aria-label": `${language.title} program; left and right go from token to token` }, el("code", {}, marked(found, 0, found.ends.length, value)));
  reading(pre, (token) => `${JSON.stringify(textOf(found, token))}: ${number(shown.values[offset + token] * (shown.scale ?? 1))}`);
  return el("section", { class: "pane" }, el("h3", {}, language.title, " ", el("span", { class: "soft" }, shares.length ? `mean ${number((sum(shares) / shares.length) * (shown.scale ?? 1))}` : "")), pre);
};

const similarities = (task, layer, choose) => {
  if (!task.similarity) return el("p", { class: "note" }, "Similarity between languages needs at least four tasks that every language has a program of.");
  const pairs = languages.flatMap((one, first) => languages.slice(first + 1).map((other, step_) => [first, first + 1 + step_]));
  const means = languages.map((_, place) => task.similarity.map((matrix) => {
    const others = matrix[place].filter((_, other) => other !== place);
    return sum(others) / others.length;
  }));
  const series = languages.map((language, place) => ({ name: language.title, values: means[place], place }));
  const matrix = task.similarity[layer];
  const cells = matrix.map((row, first) => row.map((value, second) => ({ value, words: `${titles[first]} and ${titles[second]}, layer ${layer}: ${number(value)}` })));
  const picker = el("label", { class: "field" }, el("span", {}, "Layer"), el("select", { name: "layer", on: { input: (event) => choose(event.target.value) } },
    task.similarity.map((_, place) => el("option", { value: String(place), selected: place === layer }, String(place)))));
  return [picker, el("div", { class: "grid" },
    figure({
      name: "similarity-by-layer", heading: "Similarity by layer", caption: "Mean cosine of a language's program with the others of this task; states less their language's mean program. Click a layer, or choose it above.",
      chart: lines("Similarity by layer", series, layer, choose), more: key(titles),
      data: { head: ["layer", ...pairs.map(([a, b]) => `${titles[a]} and ${titles[b]}`)], rows: task.similarity.map((one, place) => [place, ...pairs.map(([a, b]) => one[a][b])]) },
    }),
    figure({
      name: "similarity-matrix", heading: `Similarity at layer ${layer}`, caption: "Cosine between the programs of this task",
      chart: heat(`Similarity at layer ${layer}`, titles, titles, cells),
      data: { head: ["language", ...titles], rows: matrix.map((row, place) => [titles[place], ...row]) },
    }))];
};

const chooser = (found, task, of, again) => {
  const options = [...manifest.sets.map((pair) => [`set:${pair.join(" ")}`, setTitle(pair)]), ["basket", "the basket"]];
  const ofSet = options.some(([value]) => value === of);
  const form = el("form", { class: "filters" },
    el("label", { class: "field" }, el("span", {}, "Task"), el("select", { name: "task", on: { input: (event) => again({ task: event.target.value }) } },
      manifest.parallel.map((one, place) => el("option", { value: String(place), selected: one === task }, String(one.task ?? place))))),
    el("label", { class: "field wide" }, el("span", {}, "Neuron"), el("input", {
      name: "of", value: ofSet ? "" : of, placeholder: "an address, such as 3/mlp.gate/17", autocomplete: "off",
      on: { change: (event) => event.target.value && again({ of: event.target.value.trim() }) } })),
    el("label", { class: "field" }, el("span", {}, "or a set"), el("select", { name: "set", on: { input: (event) => again({ of: event.target.value || null }) } },
      el("option", { value: "" }, "one neuron"), options.map(([value, words]) => el("option", { value, selected: value === of }, words)))));
  form.addEventListener("submit", (event) => event.preventDefault());
  return form;
};

const aboutShown = (of, shown) => {
  if (of !== "basket" && !of.startsWith("set:")) {
    return shown.used ? ["Activations of one neuron. ", el("a", { href: toNeuron(of) }, `Page of ${of}`)] : ["This neuron has no activations on whole programs in this file."];
  }
  const layers = spans(shown.covered.filter(([, , used]) => used).map(([layer]) => layer));
  const all = `Mean over ${plural(shown.used, "neuron")}${layers && ` in ${layers.includes(" ") ? "layers" : "layer"} ${layers}`}, each as a share of its largest activation.`;
  if (shown.used === shown.asked) return [all];
  const gone = spans(shown.covered.filter(([, , used]) => !used).map(([layer]) => layer));
  return [`${all} The set has ${count(shown.asked)}: the others have no activations on whole programs in this file${gone && `, in layer ${gone} none has`}.`];
};

const parallelView = async ({ query }) => {
  const title = el("h1", { tabindex: -1 }, "Side by side");
  if (!manifest.parallel.length || !manifest.pages.count) return [title,
    el("p", { class: "lacks" }, "The corpus has no task that every language has a program of, so nothing can be laid side by side.")];
  const found = await table();
  const task = manifest.parallel[Math.min(manifest.parallel.length - 1, Math.max(0, Number(query.get("task")) || 0))];
  const of = query.get("of") ?? addressOf(found, rowOfPage(found, 0));
  const shown = await wholeValues(of);
  shown.most = Math.max(1e-6, ...shown.values.filter((one) => !Number.isNaN(one)).map(Math.abs));
  const programs = await Promise.all(task.programs.map(program));
  const layers = task.similarity?.length ?? 1;
  const layer = Math.min(layers - 1, Number(query.get("layer") ?? Math.floor(layers / 2)) || 0);
  const again = (changes) => { note(changes); show(); };
  return [
    title, chooser(found, task, of, again),
    el("p", { class: "lead" }, aboutShown(of, shown)),
    shown.asked > 1 && el("details", {}, el("summary", {}, "Which neurons the mean covers"), numbersTable(["layer", "in the set", "in the mean"], shown.covered, "Neurons of the set by layer")),
    legend(shown.most * (shown.scale ?? 1), shown.scale === null ? "share of the largest" : "activation"),
    el("div", { class: "panes" }, programs.map((one, place) => pane(one, task.starts[place], shown))),
    el("h2", {}, "How alike the states are"), similarities(task, layer, (place) => again({ layer: place })),
  ];
};
