// Elements, one by one. Text goes in as text nodes, so that nothing read from a run can become markup.

const SVG = "http://www.w3.org/2000/svg";

const fill = (made, attributes, children) => {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
    else if (name === "data") Object.assign(made.dataset, value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(3).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
};

const el = (name, attributes = {}, ...children) => fill(document.createElement(name), attributes, children);

const svg = (name, attributes = {}, ...children) => fill(document.createElementNS(SVG, name), attributes, children);

// What a button is called begins with what stands on it, so that who says what they see reaches it.
const button = (words, label, act, attributes = {}) => {
  const called = !words ? null : label.toLowerCase().includes(words.toLowerCase()) ? label : `${words}: ${label}`;
  return el("button", { type: "button", title: label, "aria-label": called, on: { click: act }, ...attributes }, words);
};

// Characters that would be invisible, or would turn the text around them: they stay in the text, each alone in an
// element that ends its effect and shows its number.
const HIDDEN = /([\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs})/u;

const verbatim = (text) =>
  HIDDEN.test(text)
    ? text.split(HIDDEN).filter(Boolean).map((part) =>
        HIDDEN.test(part)
          ? el("bdi", { class: "hidden-character", data: { code: part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0") } }, part)
          : part)
    : [text];

// A token's own text for lists: white space is written out, because it is what the token is.
const spelled = (text) =>
  [...text].map((letter) =>
    letter === "\n" ? el("span", { class: "blank" }, "\\n")
      : letter === "\t" ? el("span", { class: "blank" }, "\\t")
        : letter === " " ? el("span", { class: "blank" }, "\u2423")
          : HIDDEN.test(letter) ? verbatim(letter) : letter);

const RAISED = { "-": "\u207b", 0: "\u2070", 1: "\u00b9", 2: "\u00b2", 3: "\u00b3", 4: "\u2074", 5: "\u2075", 6: "\u2076", 7: "\u2077", 8: "\u2078", 9: "\u2079" };
const powers = (written) => {
  const [front, power] = written.split("e");
  return `${Number(front)}\u00b710${[...power.replace("+", "")].map((one) => RAISED[one]).join("")}`;
};

// Numbers for people: a true minus, thousands apart, and few digits.
const number = (value, digits = 3) => {
  if (value === null || value === undefined || !Number.isFinite(value)) return "\u2013";
  if (value === 0) return "0";
  const size = Math.abs(value);
  const shown = size >= 1e6 || size < 1e-4 ? powers(size.toExponential(digits - 1))
    : size >= 1000 ? Math.round(size).toLocaleString("en-US")
      : String(Number(size.toPrecision(digits)));
  return (value < 0 ? "\u2212" : "") + shown;
};

const count = (value) => Math.round(value).toLocaleString("en-US");

const plural = (value, one, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

const percent = (share) => (share === null ? "\u2013" : `${number(100 * share, 2)}\u202f%`);

const sum = (values) => values.reduce((total, value) => total + value, 0);

const save = (name, type, text) => {
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 2000);
};

const announce = (words) => { document.getElementById("status").textContent = words; };
