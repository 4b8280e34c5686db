// Everything by keyboard. Keys do nothing while something is typed.

const HELP = [
  ["/", "search the neurons"],
  ["j, k", "next and previous neuron, in the table and on a neuron's page"],
  ["Enter", "open the chosen neuron"],
  ["b", "put the neuron into the basket, or take it out"],
  ["\u2190, \u2192", "in a program that has the focus: from token to token, with its activation"],
  ["p", "the neuron on programs side by side"],
  ["1 to 5", "overview, neurons, side by side, run against run, basket"],
  ["t", "light or dark"],
  ["Esc", "leave the field or close this"],
  ["?", "this help"],
];

const help = el("dialog", { "aria-labelledby": "help-title" },
  el("h2", { id: "help-title" }, "Keys"),
  el("dl", { class: "keys" }, HELP.map(([keys, words]) => el("div", {}, el("dt", {}, el("kbd", {}, keys)), el("dd", {}, words)))),
  button("Close", "Close the help", () => help.close()));

const stepNeuron = async (steps) => {
  const found = await table();
  const rows = await walk();
  const { parts } = here();
  const at = rows.findIndex((row) => addressOf(found, row) === parts.join("/"));
  const row = rows[at < 0 ? 0 : at + steps];
  if (row !== undefined) visit(toNeuron(addressOf(found, row), { lang: here().query.get("lang") }));
};

const toTheme = () => {
  const root = document.documentElement;
  root.dataset.theme = getComputedStyle(root).colorScheme === "dark" ? "light" : "dark";
};

// What gets the focus when the next view is there, in place of its heading.
let wished = null;

const search = () => {
  const field = document.querySelector("[name=q]");
  if (field) field.focus();
  else {
    wished = "[name=q]";
    visit(address("neurons"));
  }
};

const acts = (key_) => {
  const { view, parts } = here();
  const text = parts.join("/");
  const places = ["", "neurons", "parallel", "compare", "basket"];
  if (key_ >= "1" && key_ <= "5") return () => visit(address(places[Number(key_) - 1]));
  const everywhere = { "/": search, "?": () => help.showModal(), t: toTheme };
  const onTable = view === "neurons" && grid ? {
    j: () => grid.move(1), k: () => grid.move(-1), b: () => grid.keep(), ArrowDown: () => grid.move(1), ArrowUp: () => grid.move(-1),
    PageDown: () => grid.move(grid.page()), PageUp: () => grid.move(-grid.page()), Home: () => grid.ends(false), End: () => grid.ends(true), Enter: () => grid.open(),
  } : {};
  const onNeuron = view === "n" ? { j: () => stepNeuron(1), k: () => stepNeuron(-1), b: () => document.querySelector(".keep")?.click(), p: () => visit(address("parallel", [], { of: text })) } : {};
  return { ...everywhere, ...onTable, ...onNeuron }[key_];
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (typing) {
    if (event.key === "Escape") { event.target.blur(); grid?.focus(); }
    return;
  }
  const inGrid = event.target.closest?.(".rows");
  const moves = ["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", "Enter"].includes(event.key);
  if (moves && !inGrid) return;
  const act = acts(event.key);
  if (!act) return;
  event.preventDefault();
  act();
});
