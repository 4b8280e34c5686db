// The colours of activations: a diverging scale centred on zero, blue above and orange below, in ten steps a side.

const STEPS = 10;
const MISSING = -128;

// From a share of the scale, -1 to 1, to the class of a step; nothing for what rounds to zero.
const step = (share) => {
  const level = Math.min(STEPS, Math.round(Math.abs(share) * STEPS));
  return level === 0 || !Number.isFinite(share) ? "" : `${share > 0 ? "hi" : "lo"}-${level}`;
};

const legend = (largest, words = "activation") => {
  const cells = [];
  for (let level = -STEPS; level <= STEPS; level += 1) cells.push(el("span", { class: `swatch ${step(level / STEPS)}` }));
  return el("p", { class: "scale", role: "img", "aria-label": `${words} from ${number(-largest)} in orange through 0 to ${number(largest)} in blue` },
    el("span", { class: "end" }, number(-largest)), cells, el("span", { class: "end" }, number(largest)), el("span", { class: "what" }, words));
};
