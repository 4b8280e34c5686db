// A figure: its heading and caption, the drawing, and behind it the numbers as a table, with buttons for SVG and CSV.

const STYLES = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "font-family", "font-size", "font-weight"];

// A copy in light colours with every style written out, so that other programs draw it alike.
const drawnAlone = (chart) => {
  const root = document.documentElement;
  const theme = root.dataset.theme;
  root.dataset.theme = "light";
  const copy = chart.cloneNode(true);
  const from = [chart, ...chart.querySelectorAll("*")];
  [copy, ...copy.querySelectorAll("*")].forEach((one, place) => {
    const style = getComputedStyle(from[place]);
    if (["rect", "circle", "path", "line", "text"].includes(one.tagName)) {
      for (const name of STYLES) {
        if (name.startsWith("font") && one.tagName !== "text") continue;
        one.setAttribute(name, style.getPropertyValue(name).replaceAll('"', "'"));
      }
    }
    for (const name of ["class", "tabindex", "role", "aria-label"]) one.removeAttribute(name);
  });
  if (theme === undefined) delete root.dataset.theme;
  else root.dataset.theme = theme;
  const [, , width, height] = chart.getAttribute("viewBox").split(" ").map(Number);
  copy.setAttribute("viewBox", `-10 -10 ${width + 20} ${height + 20}`);
  copy.setAttribute("width", width + 20);
  copy.setAttribute("height", height + 20);
  copy.prepend(svg("rect", { x: -10, y: -10, width: width + 20, height: height + 20, fill: "#ffffff" }));
  return new XMLSerializer().serializeToString(copy);
};

// Text that a spreadsheet would take for a formula gets an apostrophe; numbers are numbers.
const csvCell = (value) => {
  if (value === null || value === undefined) return "";
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const csv = (head, rows) => [head, ...rows].map((row) => row.map(csvCell).join(",")).join("\n") + "\n";

// `link(row, column)` is the address that a cell leads to, null where it leads nowhere.
const numbersTable = (head, rows, caption, link = () => null) => el("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": caption },
  el("table", { class: "compact" },
    el("caption", { class: "sr" }, caption),
    el("thead", {}, el("tr", {}, head.map((one, place) => el("th", { scope: "col", class: place && typeof rows[0]?.[place] === "number" ? "number" : null }, one)))),
    el("tbody", {}, rows.map((row, at) => el("tr", {}, row.map((value, place) =>
      place === 0 ? el("th", { scope: "row" }, verbatim(String(value)))
        : typeof value === "number" ? el("td", { class: "number" }, link(at, place) ? el("a", { href: link(at, place) }, number(value, 4)) : number(value, 4))
          : el("td", {}, value === null || value === undefined ? "\u2013" : verbatim(String(value)))))))));

const drawing = (title, width, height, ...children) =>
  svg("svg", { viewBox: `0 0 ${width} ${height}`, class: "chart", role: "img", "aria-label": title, xmlns: SVG }, children);

// `data` is {head, rows, link}; `more` stands between the drawing and the table.
const figure = ({ name, heading, caption, chart, data, more }) => {
  const tools = el("span", { class: "tools" },
    chart && button("SVG", `Save ${heading} as ${name}.svg`, () => save(`${name}.svg`, "image/svg+xml", drawnAlone(chart))),
    data && button("CSV", `Save the numbers of ${heading} as ${name}.csv`, () => save(`${name}.csv`, "text/csv", csv(data.head, data.rows))));
  return el("figure", { data: { name } },
    el("figcaption", {}, el("h3", {}, heading), caption && el("p", {}, caption), tools),
    chart && el("div", { class: "scroll" }, chart),
    more,
    data && el("details", {}, el("summary", {}, "The numbers"), numbersTable(data.head, data.rows, heading, data.link)));
};
