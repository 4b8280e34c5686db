// The few kinds of charts, drawn by hand: bars with intervals, histograms, lines over depth, and heat maps.

const extent = (values) => {
  const real = values.filter((value) => Number.isFinite(value) && value !== null);
  return [Math.min(0, ...real), Math.max(0, ...real)];
};

const ticks = (low, high, about = 4) => {
  const span = high - low;
  if (!(span > 0)) return [low];
  const power = 10 ** Math.floor(Math.log10(span / about));
  const size = [1, 2, 2.5, 5, 10].map((nice) => nice * power).find((one) => one >= (span / about) * 0.999);
  const found = [];
  for (let place = Math.ceil(low / size); place * size <= high + size * 1e-9; place += 1) found.push(place * size);
  return found;
};

const hint = (words) => svg("title", {}, words);

// One bar a row, from zero; `rows` are {name, value, low, high, note, mark}.
const bars = (title, rows, unit = "") => {
  const left = 84, width = 420, right = 92, row = 26;
  const [low, high] = extent(rows.flatMap((one) => [one.value, one.low, one.high]));
  const span = high - low || 1;
  const x = (value) => left + ((value - low) / span) * (width - left - right);
  const height = rows.length * row + 26;
  const grid = ticks(low, high).map((tick) => [
    svg("line", { x1: x(tick), x2: x(tick), y1: 0, y2: height - 22, class: tick === 0 ? "zero" : "gridline" }),
    svg("text", { x: x(tick), y: height - 8, class: "small", "text-anchor": "middle" }, number(tick, 2))]);
  const drawn = rows.map((one, place) => {
    const y = place * row;
    const there = Number.isFinite(one.value) && one.value !== null;
    const reach = there && Number.isFinite(one.low) && one.low !== null;
    return svg("g", {},
      svg("text", { x: left - 10, y: y + 17, class: one.mark ? "label own-row" : "label", "text-anchor": "end" }, one.name),
      there && svg("rect", { x: Math.min(x(0), x(one.value)), y: y + 5, width: Math.max(0.5, Math.abs(x(one.value) - x(0))), height: 15, class: one.value < 0 ? "bar below" : "bar" },
        hint(`${one.name}: ${number(one.value, 4)} ${unit}${reach ? ` [${number(one.low)}, ${number(one.high)}]` : ""}${one.note ? `, ${one.note}` : ""}`)),
      reach && svg("line", { x1: x(one.low), x2: x(one.high), y1: y + 12.5, y2: y + 12.5, class: "interval" }),
      svg("text", { x: width - right + 12, y: y + 17, class: "value-text" }, there ? number(one.value) : "not measured"));
  });
  return drawing(title, width, height, grid, drawn);
};

// Counts in bins, one line a language, on a logarithmic scale; `series` are {name, counts, place}, `edges` (bins + 1).
const histogram = (title, series, edges) => {
  const left = 34, width = 420, height = 190, bottom = 24;
  const used = edges.slice(0, -1).map((_, bin) => series.some((one) => one.counts[bin] > 0));
  const first = used.indexOf(true), last = used.lastIndexOf(true);
  if (first < 0) return null;
  const most = Math.max(...series.flatMap((one) => one.counts));
  const top = Math.log10(most + 1) || 1;
  const x = (value) => left + ((value - edges[first]) / (edges[last + 1] - edges[first])) * (width - left - 8);
  const y = (value) => height - bottom - (Math.log10(value + 1) / top) * (height - bottom - 8);
  const lines = series.map((one) => {
    let path = `M${x(edges[first]).toFixed(1)} ${y(0).toFixed(1)}`;
    for (let bin = first; bin <= last; bin += 1) path += `V${y(one.counts[bin]).toFixed(1)}H${x(edges[bin + 1]).toFixed(1)}`;
    return svg("path", { d: `${path}V${y(0).toFixed(1)}`, class: `curve series-${one.place % 8}` }, hint(`${one.name}: ${count(sum(one.counts))} tokens`));
  });
  const below = ticks(edges[first], edges[last + 1], 6).map((tick) => [
    svg("line", { x1: x(tick), x2: x(tick), y1: 4, y2: height - bottom, class: tick === 0 ? "zero" : "gridline" }),
    svg("text", { x: x(tick), y: height - 8, class: "small", "text-anchor": "middle" }, number(tick, 2))]);
  const beside = [1, 10, 100, 1e3, 1e4, 1e5, 1e6].filter((tick) => tick <= most).map((tick) =>
    svg("text", { x: left - 6, y: y(tick) + 4, class: "small", "text-anchor": "end" }, tick >= 1000 ? `${tick / 1000}k` : String(tick)));
  return drawing(title, width, height, below, beside, lines);
};

// Lines over depth: `series` are {name, values, place}; null leaves a gap.
const lines = (title, series, marked = null, pick = null) => {
  const left = 38, width = 420, height = 200, bottom = 26;
  const length = Math.max(...series.map((one) => one.values.length));
  // A line's height is not its length, so the axis need not begin at zero.
  const all = series.flatMap((one) => one.values).filter(Number.isFinite);
  const room = 0.06 * (Math.max(...all) - Math.min(...all)) || 0.5;
  const [low, high] = [Math.min(...all) - room, Math.max(...all) + room];
  const x = (place) => left + (length > 1 ? place / (length - 1) : 0.5) * (width - left - 14);
  const y = (value) => height - bottom - ((value - low) / (high - low || 1)) * (height - bottom - 8);
  const grid = ticks(low, high).map((tick) => [
    svg("line", { x1: left, x2: width - 8, y1: y(tick), y2: y(tick), class: tick === 0 ? "zero" : "gridline" }),
    svg("text", { x: left - 6, y: y(tick) + 4, class: "small", "text-anchor": "end" }, number(tick, 2))]);
  const every = Math.ceil(length / 12);
  const below = Array.from({ length }, (_, place) => place % every === 0 &&
    svg("text", { x: x(place), y: height - 8, class: "small", "text-anchor": "middle" }, String(place)));
  const drawn = series.map((one) => svg("g", { class: `series-${one.place % 8}` },
    svg("path", { class: "curve", d: one.values.map((value, place) => `${place ? "L" : "M"}${x(place).toFixed(1)} ${y(value).toFixed(1)}`).join("") }),
    one.values.map((value, place) => svg("circle", { cx: x(place), cy: y(value), r: 3, class: "point" }, hint(`${one.name}, layer ${place}: ${number(value)}`)))));
  const mark = marked !== null && svg("line", { x1: x(marked), x2: x(marked), y1: 4, y2: height - bottom, class: "marked" });
  const areas = pick && Array.from({ length }, (_, place) => svg("rect", {
    x: x(place) - (width - left) / length / 2, y: 0, width: (width - left) / length, height, class: "pick", on: { click: () => pick(place) } }));
  return drawing(title, width, height, grid, below, mark, drawn, areas);
};

// Cells coloured from -1 to 1 of the largest size; `cells[row][column]` are {value, words, act}, null is no data.
const heat = (title, rowNames, columnNames, cells, shown = number) => {
  const left = 108, top = 24, row = 25, column = Math.max(30, Math.min(66, 500 / columnNames.length));
  const width = left + column * columnNames.length + 4, height = top + row * rowNames.length + 4;
  const largest = Math.max(1e-30, ...cells.flat().map((one) => (one ? Math.abs(one.value) : 0)));
  return drawing(title, width, height,
    columnNames.map((name, place) => svg("text", { x: left + (place + 0.5) * column, y: top - 8, class: "small", "text-anchor": "middle" }, name)),
    rowNames.map((name, at) => svg("text", { x: left - 8, y: top + (at + 0.5) * row + 4, class: "label", "text-anchor": "end" }, name)),
    cells.map((line, at) => line.map((one, place) => svg("g", { class: one?.act ? "active" : null, on: one?.act ? { click: one.act } : {} },
      svg("rect", { x: left + place * column, y: top + at * row, width: column - 1, height: row - 1, class: one ? `tile ${step(one.value / largest)}` : "empty" },
        hint(one ? one.words : `${rowNames[at]}, ${columnNames[place]}: no token`)),
      one && column >= 36 && svg("text", { x: left + (place + 0.5) * column, y: top + (at + 0.5) * row + 4, class: "tiny", "text-anchor": "middle" }, shown(one.value, 2))))));
};

const key = (names) => el("p", { class: "key" }, names.map((name, place) => el("span", { class: `series-${place % 8}` }, el("span", { class: "dash" }), name)));
