// Which rows of the table are shown, and in which order. A view of the table is a query, so that its address leads back.

const strongest = (found, row) => {
  let best = -1, most = 0;
  languages.forEach((language, place) => {
    const value = found.columns[`attribution/${language.name}`]?.[row];
    if (value > most) [best, most] = [place, value];
  });
  return best;
};

// How much more a neuron's silence would cost a language than any other, by first-order attribution.
const margin = (found, row, place) => {
  let others = -Infinity;
  languages.forEach((language, other) => {
    if (other !== place) others = Math.max(others, found.columns[`attribution/${language.name}`][row]);
  });
  return found.columns[`attribution/${languages[place].name}`][row] - others;
};

// What has no number (a site that was not recorded) comes last.
const inOrder = (one, other) => Number.isFinite(other) - Number.isFinite(one) || (Number.isFinite(one) ? one - other : 0);

const hasAttribution = (found) => languages.every((language) => found.columns[`attribution/${language.name}`]);

const sorters = (found) => ({
  address: (row) => (examined(found, row) ? 0 : 1),
  sets: (row) => -setsOf(found, row).length,
  ...(hasAttribution(found)
    ? Object.fromEntries(languages.map((language, place) => [`margin-${language.name}`, (row) => -margin(found, row, place)]))
    : {}),
});

const sortTitles = () => ({
  address: "address, examined first",
  sets: "number of sets",
  ...Object.fromEntries(languages.map((language) => [`margin-${language.name}`, `attribution, ${language.title} less the next`])),
});

const inLanguage = (found, row, name) => {
  for (const one of setsOf(found, row)) if (manifest.sets[one][1] === name) return true;
  return languages[strongest(found, row)]?.name === name;
};

// The rows that a query asks for, in its order.
const matching = (found, query) => {
  const words = (query.get("q") ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  const lang = query.get("lang"), site = query.get("site"), method = query.get("method"), set = query.get("set");
  const layer = query.get("layer"), paged = query.get("paged") === "1";
  const siteNumber = site ? sites.indexOf(site) : -1;
  const wanted = manifest.sets.map(([name, label]) => (!method || name === method) && (!set || label === set));
  found.lower ??= found.labels.map((label) => label.toLowerCase());
  const rows = [];
  for (let row = 0; row < found.rows; row += 1) {
    if (paged && !hasPage(found, row)) continue;
    if (layer && found.columns.layer[row] !== Number(layer)) continue;
    if (site && found.columns.site[row] !== siteNumber) continue;
    if ((method || set) && !setsOf(found, row).some((one) => wanted[one])) continue;
    if (lang && !inLanguage(found, row, lang)) continue;
    if (words.length) {
      const text = `${addressOf(found, row)} ${examined(found, row) ? found.lower[found.columns.page[row]] : ""}`;
      if (!words.every((word) => text.includes(word))) continue;
    }
    rows.push(row);
  }
  const sorter = sorters(found)[query.get("sort") ?? "address"];
  if (sorter) {
    const keys = new Map(rows.map((row) => [row, sorter(row)]));
    rows.sort((one, other) => inOrder(keys.get(one), keys.get(other)) || one - other);
  }
  return rows;
};

// The list that j and k walk on a neuron's page: the table's last one, neurons with a page alone.
let walked = null;
const walk = async () => (walked ??= matching(await table(), new URLSearchParams("paged=1")));
