// The table of neurons: only the rows in sight are in the document, so that 100,000 scroll as ten do.

const ROW = 34, BEYOND = 8;
let grid = null;

const choices = (options, value) => [el("option", { value: "" }, "any"), ...options.map(([one, words]) => el("option", { value: one, selected: one === value }, words))];

const select = (label, name, options, value) => el("label", { class: "field" }, el("span", {}, label), el("select", { name }, choices(options, value)));

const strip = (found, row) => {
  const values = languages.map((language) => found.columns[`attribution/${language.name}`]?.[row] ?? NaN);
  const largest = Math.max(...values.map(Math.abs));
  const words = values.map((value, place) => `${titles[place]} ${number(value, 2)}`).join(", ");
  return el("span", { class: "strip", role: "img", "aria-label": Number.isFinite(largest) ? `attribution: ${words}` : "no attribution" },
    values.map((value) => el("span", { class: `swatch ${largest > 0 ? step(value / largest) : ""}` })));
};

const LEFT_OUT = "examined, its page was left out: --split keeps all";

const said = (found, row) =>
  !examined(found, row) ? el("span", { class: "soft" }, "not examined")
    : hasPage(found, row) ? verbatim(labelOf(found, row))
      : [...verbatim(labelOf(found, row)), el("span", { class: "soft" }, ` (${LEFT_OUT})`)];

const line = (found, row, place, chosen) => {
  const text = addressOf(found, row);
  const named = [...setsOf(found, row)].map((one) => setTitle(manifest.sets[one]));
  const made = el("div", { role: "row", id: `row-${place}`, "aria-rowindex": place + 2, "aria-selected": chosen ? "true" : "false", class: `line${chosen ? " chosen" : ""}`, data: { place } },
    el("span", { role: "gridcell", class: "c-keep" }, kept.has(text) ? el("span", { class: "kept", role: "img", "aria-label": "in the basket" }, "\u25cf") : ""),
    el("span", { role: "gridcell", class: "c-address" }, hasPage(found, row) ? el("a", { href: toNeuron(text), tabindex: -1 }, text) : text),
    el("span", { role: "gridcell", class: "c-strip" }, strip(found, row)),
    el("span", { role: "gridcell", class: "c-label", title: examined(found, row) && !hasPage(found, row) ? LEFT_OUT : null }, said(found, row)),
    el("span", { role: "gridcell", class: "c-sets", title: named.join(", ") }, named.join(", ")));
  made.style.top = `${place * ROW}px`;
  return made;
};

const COLUMNS = [["c-keep", ""], ["c-address", "Neuron"], ["c-strip", "Attribution"], ["c-label", "Where it is active"], ["c-sets", "Sets"]];

const frame = () => {
  const inner = el("div", { class: "inner", role: "rowgroup" });
  const head = el("div", { role: "row", class: "line heading", "aria-rowindex": 1 }, COLUMNS.map(([name, words]) =>
    el("span", { role: "columnheader", class: name, title: name === "c-strip" ? titles.join(", ") : null }, words || el("span", { class: "sr" }, "In the basket"))));
  const box = el("div", { class: "rows", role: "grid", tabindex: 0, "aria-label": "Neurons; j and k move, Enter opens, b puts into the basket" },
    el("div", { role: "rowgroup", class: "headings" }, head), inner);
  return { box, inner, status: el("p", { class: "note", "aria-live": "polite" }), printed: el("p", { class: "note print-only" }) };
};

// What the table shows: the rows that the address asks for, of which one is chosen.
const listing = (found, { box, inner, status, printed }) => {
  let rows = [], chosen = Number(here().query.get("at") ?? 0) || 0;
  const draw = () => {
    const first = Math.max(0, Math.floor(box.scrollTop / ROW) - BEYOND);
    const last = Math.min(rows.length, first + Math.ceil(box.clientHeight / ROW) + 2 * BEYOND);
    printed.textContent = `Only the ${plural(last - first, "row")} that were in sight are printed, of ${count(rows.length)}: scroll to others, or filter.`;
    inner.replaceChildren(...Array.from({ length: Math.max(0, last - first) }, (_, place) => line(found, rows[first + place], first + place, first + place === chosen)));
    if (document.getElementById(`row-${chosen}`)) box.setAttribute("aria-activedescendant", `row-${chosen}`);
    else box.removeAttribute("aria-activedescendant");
  };
  const choose = (place, scroll = true) => {
    chosen = Math.max(0, Math.min(rows.length - 1, place));
    const top = chosen * ROW, inside = box.clientHeight - ROW;
    if (scroll && top < box.scrollTop) box.scrollTop = top;
    else if (scroll && top + ROW > box.scrollTop + inside) box.scrollTop = top + ROW - inside;
    note({ at: chosen || null });
    draw();
  };
  const ask = (again) => {
    rows = matching(found, here().query);
    walked = rows.filter((row) => hasPage(found, row));
    inner.style.height = `${rows.length * ROW}px`;
    box.setAttribute("aria-rowcount", rows.length + 1);
    status.textContent = `${plural(rows.length, "neuron")} of ${count(found.rows)}; ${count(walked.length)} with a page`;
    if (again) box.scrollTop = 0;
    choose(again ? 0 : chosen);
  };
  return { draw, choose, ask, at: () => chosen, last: () => rows.length - 1, row: () => rows[chosen] };
};

const tableView = async () => {
  const found = await table();
  const parts = frame();
  const { box, inner, status, printed } = parts;
  const list = listing(found, parts);
  let waiting = false;
  box.addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; list.draw(); });
  });
  inner.addEventListener("click", (event) => {
    const at = event.target.closest("[data-place]");
    if (at) list.choose(Number(at.dataset.place), false);
  });
  inner.addEventListener("dblclick", () => grid.open());
  grid = {
    move: (steps) => list.choose(list.at() + steps),
    ends: (end) => list.choose(end ? list.last() : 0),
    page: () => Math.max(1, Math.floor(box.clientHeight / ROW) - 2),
    open: () => { if (hasPage(found, list.row())) visit(toNeuron(addressOf(found, list.row()))); },
    keep: () => { if (list.row() !== undefined) { toggleKept(addressOf(found, list.row())); list.draw(); } },
    focus: () => box.focus(),
  };
  requestAnimationFrame(() => list.ask(false));
  return [el("h1", { tabindex: -1 }, "Neurons"), filters(found, here().query, () => list.ask(true)), status, printed, box,
    el("p", { class: "note" }, `Attribution: the first-order estimate of what the neuron's silence would cost each language (${titles.join(", ")}), blue where loss would rise, on each neuron's own scale.`)];
};

// The labels of a method's sets (of all methods' where none is given), and what they are called.
const labelsOf = (method) => {
  const labels = manifest.sets.filter(([name]) => !(name in METHODS) && (!method || name === method)).map(([, label]) => label);
  return [...new Set(labels)].map((label) => [label, languages.find((one) => one.name === label)?.title ?? label]);
};

const filters = (found, query, changed) => {
  const methods = [...new Set(manifest.sets.map(([method]) => method))];
  const layers = [...new Set(found.columns.layer)].sort((one, other) => one - other);
  const present = [...new Set(found.columns.site)].map((one) => sites[one]);
  const orders = Object.entries(sortTitles()).filter(([name]) => name in sorters(found));
  const form = el("form", { class: "filters", role: "search" },
    el("label", { class: "field wide" }, el("span", {}, "Search labels and addresses"),
      el("input", { type: "search", name: "q", value: query.get("q") ?? "", placeholder: "for example: return, or 3/mlp.gate", autocomplete: "off", spellcheck: "false" })),
    select("Language", "lang", languages.map((one) => [one.name, one.title]), query.get("lang")),
    select("Layer", "layer", layers.map((one) => [String(one), String(one)]), query.get("layer")),
    select("Site", "site", present.map((one) => [one, one]), query.get("site")),
    select("Method", "method", methods.map((one) => [one, METHODS[one] ?? one]), query.get("method")),
    select("Set", "set", labelsOf(query.get("method")), query.get("set")),
    select("Order", "sort", orders, query.get("sort") ?? "address"),
    el("label", { class: "check" }, el("input", { type: "checkbox", name: "paged", value: "1", checked: query.get("paged") === "1" }), "with a page"));
  form.querySelector("[name=sort] option").remove();
  // Another method may have no set of that name: then none is asked for.
  form.querySelector("[name=method]").addEventListener("input", (event) => {
    const set = form.querySelector("[name=set]");
    set.replaceChildren(...choices(labelsOf(event.target.value), set.value));
  });
  const read = () => {
    const given = Object.fromEntries(new FormData(form));
    note({ q: given.q, lang: given.lang, layer: given.layer, site: given.site, method: given.method, set: given.set, sort: given.sort === "address" ? null : given.sort, paged: given.paged ?? null, at: null });
    changed();
  };
  form.addEventListener("input", read);
  form.addEventListener("submit", (event) => { event.preventDefault(); grid.focus(); });
  return form;
};
