// Code with activations on it: tokens by their offsets in the text, coloured by class and by activation.

// Runs of a piece of text that have one syntax class.
const runs = (found, start, end) => {
  const pieces = [];
  let at = start;
  for (const [edge, kind] of found.edges) {
    if (edge <= at) continue;
    const stop = Math.min(edge, end);
    pieces.push([found.text.slice(at, stop), kind]);
    at = stop;
    if (at >= end) break;
  }
  if (at < end) pieces.push([found.text.slice(at, end), -1]);
  return pieces;
};

// A line feed inside of a token is marked, so that a coloured one can be seen.
const broken = (text) => text.split(/(\n)/).filter(Boolean).flatMap((part) =>
  part === "\n" ? [el("span", { class: "feed", "aria-hidden": "true" }), "\n"] : verbatim(part));

// Tokens [first, last) that share a character are shown as one, with the larger of their activations.
const grouped = (found, first, last) => {
  const groups = [];
  for (let token = first; token < last; token += 1) {
    if (groups.length && found.ends[token] === found.ends[token - 1]) groups.at(-1).tokens.push(token);
    else groups.push({ start: token ? found.ends[token - 1] : 0, end: found.ends[token], tokens: [token] });
  }
  return groups;
};

// The elements of tokens [first, last); `value(token)` is a share of the scale from -1 to 1, null without a value.
const marked = (found, first, last, value, peak = null) =>
  grouped(found, first, last).map(({ start, end, tokens }) => {
    const values = tokens.map(value).filter((one) => one !== null);
    const share = values.reduce((best, one) => (Math.abs(one) > Math.abs(best) ? one : best), 0);
    const pieces = runs(found, start, end).map(([text, kind]) => el("span", { class: `k-${classes[kind] ?? "none"}` }, broken(text)));
    return el("span", { class: `t ${values.length ? step(share) : "none"}${tokens.includes(peak) ? " peak" : ""}`, data: { at: tokens[0] } }, pieces);
  });

// What a token under the pointer is: one listener a pane.
const hovering = (pane, words) => {
  const tell = (event) => {
    const token = event.target.closest?.(".t");
    if (token && pane.contains(token)) showTip(words(Number(token.dataset.at)), event);
    else hideTip();
  };
  pane.addEventListener("pointermove", tell);
  pane.addEventListener("pointerleave", hideTip);
};

// The same by keyboard: in a pane that has the focus, left and right go from token to token and say what each is.
const stepping = (pane, words) => {
  const mark = (token) => {
    pane.querySelector(".t.at")?.classList.remove("at");
    token?.classList.add("at");
  };
  pane.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!steps || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const tokens = [...pane.querySelectorAll(".t")];
    const now = tokens.findIndex((one) => one.classList.contains("at"));
    const first = Math.max(0, tokens.findIndex((one) => one.classList.contains("peak")));
    const token = tokens[now < 0 ? first : Math.max(0, Math.min(tokens.length - 1, now + steps))];
    mark(token);
    token.scrollIntoView({ block: "nearest", inline: "nearest" });
    const said_ = words(Number(token.dataset.at));
    const box = token.getBoundingClientRect();
    showTip(said_, { clientX: box.left, clientY: box.bottom - 14 });
    announce(said_);
  });
  pane.addEventListener("blur", () => { mark(null); hideTip(); });
};

const reading = (pane, words) => {
  hovering(pane, words);
  stepping(pane, words);
};

const tip = el("div", { id: "tip", hidden: true });
const hideTip = () => { tip.hidden = true; };
const showTip = (words, event) => {
  tip.textContent = words;
  tip.hidden = false;
  const box = tip.getBoundingClientRect();
  tip.style.left = `${Math.max(8, Math.min(event.clientX + 12, innerWidth - box.width - 8))}px`;
  tip.style.top = `${event.clientY + 20 + box.height > innerHeight ? event.clientY - box.height - 10 : event.clientY + 18}px`;
};

const lineOf = (found, token) => found.text.slice(0, token ? found.ends[token - 1] : 0).split("\n").length;

// One example of a neuron as a card.
const card = (neuron, example, found) => {
  const { start, peak, length, values } = example;
  const value = (token) => (values[token - start] === MISSING ? null : values[token - start] / 127);
  const language = languages.find((one) => one.name === found.language);
  const said = (token) => {
    const share = value(token);
    return `${JSON.stringify(textOf(found, token))}: ${share === null ? "did not reach the neuron" : number(share * 127 * neuron.scale)}`;
  };
  const top = value(peak);
  const code = el("code", {}, marked(found, start, start + length, value, peak));
  const pre = el("pre", { class: "code", tabindex: 0, role: "region", "aria-label": `${language?.title ?? found.language} code, highest at ${JSON.stringify(textOf(found, peak))}; left and right go from token to token` },
    start > 0 && el("span", { class: "cut", "aria-hidden": "true" }), code,
    start + length < found.ends.length && el("span", { class: "cut", "aria-hidden": "true" }));
  reading(pre, said);
  const rows = Array.from({ length }, (_, place) => [place + start, textOf(found, place + start), value(place + start) === null ? null : values[place] * neuron.scale]);
  return el("li", { class: "example", data: { language: found.language } },
    el("p", { class: "about" },
      el("strong", { class: top < 0 ? "below" : "above" }, top === null ? "\u2013" : number(top * 127 * neuron.scale)),
      el("span", {}, `at `, el("code", { class: "token" }, spelled(textOf(found, peak)))),
      el("span", {}, language?.title ?? found.language),
      el("span", { class: "where" }, verbatim(`${found.source}${found.task ? `, task ${found.task}` : ""}, line ${lineOf(found, peak)}`)),
      button("CSV", "Save these tokens and activations as CSV", () => save("example.csv", "text/csv", csv(["token", "text", "activation"], rows)))),
    pre);
};

const textOf = (found, token) => {
  let first = token;
  while (first > 0 && found.ends[first] === found.ends[first - 1]) first -= 1;
  return found.text.slice(first ? found.ends[first - 1] : 0, found.ends[token]);
};
