"use strict";
// Conveniences only: without this script every number and figure is still on the page.
(() => {
  const root = document.documentElement;

  const button = (words, label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = words;
    made.title = label;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", act);
    return made;
  };

  // Light or dark, whatever the system prefers.
  const dark = () => getComputedStyle(root).colorScheme === "dark";
  const toggle = button("Light / dark", "Switch between light and dark", () => {
    root.dataset.theme = dark() ? "light" : "dark";
  });
  toggle.className = "tool";
  document.querySelector("nav").append(toggle);

  // Save a figure: a copy in light colours with every style written out, so that other programs draw it alike.
  const STYLES = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "font-family", "font-size", "font-weight"];
  const copy = (chart) => {
    const theme = root.dataset.theme;
    root.dataset.theme = "light";
    const saved = chart.cloneNode(true);
    const from = [chart, ...chart.querySelectorAll("*")];
    const to = [saved, ...saved.querySelectorAll("*")];
    from.forEach((one, index) => {
      const style = getComputedStyle(one);
      const drawn = ["rect", "circle", "path", "line", "text"].includes(one.tagName);
      for (const name of drawn ? STYLES : []) {
        if (name.startsWith("font") && one.tagName !== "text") continue;
        to[index].setAttribute(name, style.getPropertyValue(name).replaceAll('"', "'"));
      }
      to[index].removeAttribute("class");
    });
    if (theme === undefined) delete root.dataset.theme;
    else root.dataset.theme = theme;
    const back = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const [width, height] = [Number(chart.dataset.width) + 20, Number(chart.dataset.height) + 20];
    for (const [name, value] of Object.entries({ x: -10, y: -10, width, height })) back.setAttribute(name, value);
    back.setAttribute("fill", "#ffffff");
    saved.querySelector("title").after(back);
    saved.setAttribute("viewBox", `-10 -10 ${width} ${height}`);
    saved.setAttribute("width", width);
    saved.setAttribute("height", height);
    return new XMLSerializer().serializeToString(saved);
  };
  for (const chart of document.querySelectorAll(".chart")) {
    const name = `${chart.dataset.name}.svg`;
    const save = button("SVG", `Save this figure as ${name}`, () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([copy(chart)], { type: "image/svg+xml" }));
      link.download = name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    });
    chart.closest("figure").querySelector("figcaption").append(save);
  }

  // Hints at once and on touch too, from the titles that are there anyway.
  const tip = document.createElement("div");
  tip.id = "tip";
  tip.hidden = true;
  document.body.append(tip);
  const hints = new WeakMap();
  for (const title of document.querySelectorAll(".chart > * title, .chart g g > title")) {
    hints.set(title.parentNode, title.textContent);
    title.parentNode.setAttribute("aria-label", title.textContent);
    title.remove();
  }
  const hintOf = (element) => {
    for (let one = element; one && one.classList && !one.classList.contains("chart"); one = one.parentNode) {
      if (hints.has(one)) return hints.get(one);
    }
    return null;
  };
  document.addEventListener("pointermove", (event) => {
    const hint = event.target.closest && event.target.closest(".chart") ? hintOf(event.target) : null;
    tip.hidden = !hint;
    if (!hint) return;
    tip.textContent = hint;
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, innerWidth - box.width - 8))}px`;
    tip.style.top = `${event.clientY + 18 + box.height > innerHeight ? event.clientY - box.height - 12 : event.clientY + 18}px`;
  });
  document.addEventListener("scroll", () => { tip.hidden = true; }, { passive: true });

  // Sorting by a column: numbers by their value, everything else as text.
  const keyOf = (row, column) => {
    const cell = row.cells[column];
    const value = cell.dataset.value ?? cell.textContent.trim();
    const number = Number(value);
    return value === "" || Number.isNaN(number) ? value : number;
  };
  const compare = (a, b) => {
    if (typeof a === "number" && typeof b === "number") return a - b;
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return a.localeCompare(b);
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      head.setAttribute("aria-sort", "none");
      head.tabIndex = 0;
      const sort = () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of table.tHead.rows[0].cells) other.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows];
        rows.sort((a, b) => (down ? -1 : 1) * compare(keyOf(a, column), keyOf(b, column)));
        table.tBodies[0].append(...rows);
      };
      head.addEventListener("click", sort);
      head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
    });
  }
})();
