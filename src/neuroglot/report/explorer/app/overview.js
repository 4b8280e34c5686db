// The opening: what this file is about, where its neurons are, and where to begin.

const facts = () => {
  const { card: about } = manifest;
  const pairs = [
    ["Model", [about.model]],
    ["Corpus", [about.corpus === about.split ? about.corpus : `${about.corpus}, ${about.split} split`]],
    ["Neurons with a page", [count(manifest.pages.count)]],
    ["Tokens counted", [count(manifest.facts["counted tokens"] ?? 0)]],
    ["Silenced alone on", [about.heldOut ? `${about.heldOut[0]}, ${about.heldOut[1]} split, ${plural(manifest.facts["tasks silenced on"], "task")}${foundThere() ? ": where the sets were found" : ""}` : "nothing: not measured"]],
    ["Seed", [String(about.seed ?? "\u2013")]],
    ["Finished", [String(about.facts.finished ?? "\u2013")]],
    ["Device", [`${about.facts.device ?? ""} ${about.facts.dtype ?? ""}`.trim() || "\u2013"]],
    ["Hashes", Object.entries(about.hashes).map(([name, value]) => `${name} ${String(value).slice(0, 10)}`)],
    ["Versions", ["neuroglot", "torch", "transformers"].filter((name) => about.facts[name]).map((name) => `${name} ${about.facts[name]}`)],
  ];
  return el("dl", { class: "facts" }, pairs.map(([term, items]) => el("div", {}, el("dt", {}, term), el("dd", {}, items.map((item) => el("span", {}, verbatim(String(item))))))));
};

const map = (found, chosen) => {
  const wanted = manifest.sets.map((pair) => !chosen || pair.join(" ") === chosen);
  const layers = manifest.layers || Math.max(...found.columns.layer) + 1;
  const present = [...new Set(found.columns.site)].sort((one, two) => one - two);
  const counts = present.map(() => new Array(layers).fill(0));
  for (let row = 0; row < found.rows; row += 1) {
    if (chosen && ![...setsOf(found, row)].some((one) => wanted[one])) continue;
    counts[present.indexOf(found.columns.site[row])][found.columns.layer[row]] += 1;
  }
  const [method, set] = chosen ? manifest.sets.find((pair) => pair.join(" ") === chosen) : [null, null];
  const target = (at, layer) => address("neurons", [], { site: sites[present[at]], layer, method, set: method in METHODS ? null : set });
  const cells = counts.map((line, at) => line.map((value, layer) => value === 0 ? null : {
    value, words: `${sites[present[at]]}, layer ${layer}: ${plural(value, "neuron")}`,
    act: () => visit(target(at, layer)) }));
  const names = Array.from({ length: layers }, (_, layer) => String(layer));
  return figure({
    name: "layer-site", heading: "Neurons by layer and site", caption: "Click a cell for its neurons; the numbers below are links too",
    chart: heat("Neurons by layer and site", present.map((one) => sites[one]), names, cells, (value) => count(value)),
    data: { head: ["site", ...names.map((one) => `layer ${one}`)], rows: counts.map((line, at) => [sites[present[at]], ...line]), link: (at, column) => (counts[at][column - 1] ? target(at, column - 1) : null) },
  });
};

// Gate and up of one index are one unit: the first of them stands for both.
const unitOf = (text) => text.replace(/mlp\.(gate|up|act|hidden)\//, "mlp/");

const TOP = 4;
const starts = (found) => {
  if (!hasAttribution(found)) return null;
  const paged = [];
  for (let row = 0; row < found.rows; row += 1) if (hasPage(found, row)) paged.push(row);
  return el("section", {}, el("h2", {}, "Where to begin"), el("p", { class: "lead" }, "Of the neurons with a page, those whose silence would cost one language most beyond the next, by first-order attribution."),
    el("div", { class: "starts" }, languages.map((language, place) => {
      const ranked = paged.map((row) => [margin(found, row, place), row]).sort((one, two) => inOrder(-one[0], -two[0]));
      const first = new Map();
      for (const one of ranked) if (first.size < TOP && !first.has(unitOf(addressOf(found, one[1])))) first.set(unitOf(addressOf(found, one[1])), one);
      const best = [...first.values()];
      return el("div", {}, el("h3", {}, language.title), el("ol", { class: "plain" }, best.filter(([value]) => value > 0).map(([, row]) => {
        const text = addressOf(found, row);
        return el("li", {}, el("a", { href: toNeuron(text, { lang: language.name }) }, text), el("span", { class: "soft block" }, verbatim(labelOf(found, row))));
      })), el("a", { href: address("neurons", [], { lang: language.name, sort: `margin-${language.name}` }) }, "all"));
    })));
};

const overviewView = async ({ query }) => {
  const found = await table();
  const chosen = query.get("of") ?? "";
  const picker = el("label", { class: "field" }, el("span", {}, "Which neurons"), el("select", { name: "of", on: { input: (event) => { note({ of: event.target.value || null }); show(); } } },
    el("option", { value: "" }, "all in this file"), manifest.sets.map((pair) => el("option", { value: pair.join(" "), selected: pair.join(" ") === chosen }, setTitle(pair)))));
  const { mismatches } = manifest.card;
  const left = [...manifest.leftOut, ...manifest.card.skipped];
  return [
    el("p", { class: "eyebrow" }, "neuroglot explorer"),
    el("h1", { tabindex: -1 }, `Neurons of ${manifest.card.model}`),
    el("p", { class: "verdict" }, `${plural(found.rows, "neuron")} by address, ${count(found.labels.length)} of them examined in ${manifest.facts["counted tokens"] ? count(manifest.facts["counted tokens"]) : "the"} tokens of ${languages.length} languages.`),
    el("p", { class: "row" }, el("a", { class: "chip", href: address("neurons") }, "All neurons"), el("a", { class: "chip", href: address("parallel") }, "Programs side by side"), el("a", { class: "chip", href: "report.html" }, "The findings: report.html")),
    starts(found),
    el("section", {}, el("h2", {}, "Where they are"), picker, map(found, chosen)),
    el("section", {}, el("h2", {}, "What this file is made from"), mismatches.map((one) => el("p", { class: "lacks" }, verbatim(one))), facts(),
      el("h3", {}, "Left out"), left.length ? el("ul", {}, left.map((one) => el("li", {}, verbatim(one)))) : el("p", {}, "Nothing was left out.")),
    el("section", {}, el("h2", {}, "How to read it"), el("ul", {},
      el("li", {}, "A label names what is over-represented among a neuron's most active tokens. It does not say that the neuron computes that."),
      el("li", {}, "Attribution is a first-order estimate; what silence costs is measured, where it was measured, under \u201cSilent alone\u201d. Sets are silenced together in report.html."),
      el("li", {}, "What was chosen on a corpus looks best on that corpus: the contexts are from the split that is named above."))),
  ];
};
