// This run against another: on the same weights what was gained and lost, across models layers and distributions only.

let other = null;

const openOther = async (file) => {
  const parsed = new DOMParser().parseFromString(await file.text(), "text/html");
  const data = parsed.getElementById("manifest");
  if (!data || data.type !== "application/json") throw new Error(`${file.name} is no explorer.html of neuroglot`);
  const about = JSON.parse(data.textContent);
  const text = parsed.getElementById(`block-${about.table}`)?.textContent;
  if (!text) throw new Error(`${file.name} keeps its data in a folder: open one that was written without --split`);
  const { head, data: bytes } = await inflate(text);
  return { name: file.name, manifest: about, table: await readTable(async () => ({ head, data: bytes }), about.pages.count) };
};

const members = (about, found, names) => {
  const sets = new Map(about.sets.map((pair) => [pair.join(" "), new Set()]));
  for (let row = 0; row < found.rows; row += 1) {
    for (const one of setsOf(found, row)) sets.get(about.sets[one].join(" ")).add(addressOf(found, row, names));
  }
  return sets;
};

const gainedAndLost = (mine, theirs) => {
  const before = members(theirs.manifest, theirs.table, theirs.manifest.sites), now = members(manifest, mine, sites);
  const rows = [...new Set([...before.keys(), ...now.keys()])].filter((name) => !name.startsWith("random") && !name.startsWith("asked")).map((name) => {
    const [old, fresh] = [before.get(name) ?? new Set(), now.get(name) ?? new Set()];
    const gained = [...fresh].filter((one) => !old.has(one)), lost = [...old].filter((one) => !fresh.has(one));
    const union = new Set([...old, ...fresh]).size;
    return { name, gained, lost, both: fresh.size - gained.length, jaccard: union ? (fresh.size - gained.length) / union : 1 };
  });
  const list = (title, found) => found.length > 0 && el("details", {}, el("summary", {}, `${title}: ${count(found.length)}`), el("p", { class: "addresses" }, found.slice(0, 400).map((one) => [el("a", { href: toNeuron(one) }, one), " "]), found.length > 400 && `and ${count(found.length - 400)} more`));
  return el("section", {}, el("h2", {}, "Sets: gained and lost"), el("p", { class: "lead" }, "Both runs are of the same weights. Gained: in this file and not in the other."),
    numbersTable(["set", "in both", "gained", "lost", "Jaccard"], rows.map((one) => [one.name, one.both, one.gained.length, one.lost.length, one.jaccard]), "Sets in both files"),
    button("CSV", "Save gained and lost neurons as CSV", () => save("gained-and-lost.csv", "text/csv", csv(["set", "neuron", "change"], rows.flatMap((one) => [...one.gained.map((at) => [one.name, at, "gained"]), ...one.lost.map((at) => [one.name, at, "lost"])])))),
    rows.map((one) => el("div", {}, list(`${one.name}, gained`, one.gained), list(`${one.name}, lost`, one.lost))));
};

const labelsChanged = (mine, theirs) => {
  const before = new Map();
  for (let row = 0; row < theirs.table.rows; row += 1) if (examined(theirs.table, row)) before.set(addressOf(theirs.table, row, theirs.manifest.sites), labelOf(theirs.table, row));
  const rows = [];
  let both = 0;
  for (let row = 0; row < mine.rows; row += 1) {
    const text = addressOf(mine, row);
    if (!examined(mine, row) || !before.has(text)) continue;
    both += 1;
    if (before.get(text) !== labelOf(mine, row)) rows.push([text, labelOf(mine, row), before.get(text)]);
  }
  return el("section", {}, el("h2", {}, "Labels"), el("p", { class: "lead" }, `${plural(both, "neuron")} examined in both; the labels of ${count(rows.length)} differ.`),
    rows.length > 0 && numbersTable(["neuron", "here", "there"], rows.slice(0, 200), "Labels that differ"));
};

const pearson = (pairs) => {
  const [a, b] = [0, 1].map((side) => sum(pairs.map((one) => one[side])) / pairs.length);
  const [aa, bb, ab] = [([x]) => (x - a) ** 2, ([, y]) => (y - b) ** 2, ([x, y]) => (x - a) * (y - b)].map((of) => sum(pairs.map(of)));
  return aa && bb ? ab / Math.sqrt(aa * bb) : null;
};

// Of the neurons in both files: {address, language, here, there} for every language in which both recorded a mean.
const meansInBoth = (mine, theirs) => {
  const before = new Map();
  for (let row = 0; row < theirs.table.rows; row += 1) before.set(addressOf(theirs.table, row, theirs.manifest.sites), row);
  const both = [];
  for (let row = 0; row < mine.rows; row += 1) {
    const text = addressOf(mine, row), other_ = before.get(text);
    if (other_ === undefined) continue;
    for (const language of languages) {
      const [here_, there] = [mine.columns[`mean/${language.name}`]?.[row], theirs.table.columns[`mean/${language.name}`]?.[other_]];
      if (Number.isFinite(here_) && Number.isFinite(there)) both.push({ text, language, here_, there });
    }
  }
  return both;
};

const meansCompared = (mine, theirs) => {
  const both = meansInBoth(mine, theirs);
  const title = el("h2", {}, "Mean activations");
  if (!both.length) return el("section", {}, title, el("p", { class: "lacks" }, "No neuron has a recorded mean activation in both files."));
  const rows = languages.map((language) => [language, both.filter((one) => one.language === language)]).filter(([, of]) => of.length).map(([language, of]) =>
    [language.title, of.length, pearson(of.map((one) => [one.here_, one.there])), sum(of.map((one) => Math.abs(one.here_ - one.there))) / of.length]);
  const cells = (one) => [one.text, one.language.title, one.here_, one.there, one.here_ - one.there];
  const head = ["neuron", "language", "here", "there", "difference"];
  const apart = [...both].sort((one, other_) => Math.abs(other_.here_ - other_.there) - Math.abs(one.here_ - one.there)).slice(0, 20);
  return el("section", {}, title, el("p", { class: "lead" }, "Of the neurons that are in both files, as each run's recording has them: over the tokens of its own corpus."),
    numbersTable(["language", "neurons in both", "Pearson's r", "mean size of the difference"], rows, "Mean activations in both files"),
    el("h3", {}, "Furthest apart"), numbersTable(head, apart.map(cells), "Neurons whose mean activations differ most"),
    button("CSV", "Save the mean activations of both files as CSV", () => save("means-in-both.csv", "text/csv", csv(head, both.map(cells)))));
};

// Where a set's neurons are, as shares by relative depth, since models differ in their layers and widths.
const depths = (about, found, named) => {
  const shares = new Array(10).fill(0);
  let total = 0;
  for (let row = 0; row < found.rows; row += 1) {
    if (![...setsOf(found, row)].some((one) => about.sets[one].join(" ") === named)) continue;
    shares[Math.min(9, Math.floor((10 * (found.columns.layer[row] + 0.5)) / Math.max(1, about.layers)))] += 1;
    total += 1;
  }
  return total ? shares.map((one) => one / total) : null;
};

const distributions = (mine, theirs) => {
  const named = manifest.sets.map((pair) => pair.join(" ")).filter((name) => theirs.manifest.sets.some((pair) => pair.join(" ") === name));
  const figures = named.map((name) => {
    const [here_, there] = [depths(manifest, mine, name), depths(theirs.manifest, theirs.table, name)];
    if (!here_ || !there) return null;
    return figure({
      name: `depth-${name.replace(/[^a-z0-9]+/gi, "-")}`, heading: name, caption: "Share of the set by tenth of the depth",
      chart: lines(`Depth of ${name}`, [{ name: "this file", values: here_, place: 0 }, { name: "the other", values: there, place: 1 }]), more: key(["this file", "the other"]),
      data: { head: ["tenth", "this file", "the other"], rows: here_.map((value, tenth) => [tenth + 1, value, there[tenth]]) },
    });
  });
  return el("section", {}, el("h2", {}, "Where the sets lie"), figures.some(Boolean) ? el("div", { class: "grid" }, figures) : el("p", { class: "lacks" }, "The two files have no set of the same method and language."));
};

const compareView = async () => {
  const mine = await table();
  const problem = el("p", { class: "lacks", role: "alert", hidden: true });
  const chooser = el("label", { class: "field wide" }, el("span", {}, "The explorer.html of another run"), el("input", { type: "file", accept: ".html,text/html", name: "other" }));
  chooser.addEventListener("change", async (event) => {
    try {
      other = await openOther(event.target.files[0]);
      show();
    } catch (error) {
      problem.textContent = String(error.message ?? error);
      problem.hidden = false;
    }
  });
  const head = [el("h1", { tabindex: -1 }, "Run against run"), el("p", { class: "lead" }, "The other file is read here, in the browser; nothing is sent anywhere."), chooser, problem];
  if (!other) return head;
  const same = manifest.card.hashes.weights === other.manifest.card.hashes.weights;
  return [...head,
    el("p", {}, el("strong", {}, other.name), `: ${other.manifest.card.model} on ${other.manifest.card.corpus}, ${other.manifest.card.split}. `,
      same ? "The same weights, so neurons are compared one by one." : "Other weights: neuron 17 here is not neuron 17 there, so only layers and distributions are compared."),
    same && gainedAndLost(mine, other), same && meansCompared(mine, other), same && labelsChanged(mine, other), distributions(mine, other)];
};
