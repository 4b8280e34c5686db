// Where one is, in the address: #/n/12/mlp.gate/3411?lang=go leads back to the same view.

const here = () => {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").filter(Boolean).map((part) => {
    try { return decodeURIComponent(part); } catch { return part; }
  });
  return { view: parts[0] ?? "", parts: parts.slice(1), query: new URLSearchParams(query) };
};

const address = (view, parts = [], query = {}) => {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== ""));
  const path = [view, ...parts].filter((part) => part !== "").map((part) => encodeURIComponent(part)).join("/");
  return `#/${path}${asked.size ? `?${asked}` : ""}`;
};

const toNeuron = (text, query = {}) => address("n", text.split("/"), query);

// A change inside of a view replaces the address, so that "back" leaves the view.
const note = (query) => {
  const { view, parts, query: before } = here();
  const merged = { ...Object.fromEntries(before), ...query };
  history.replaceState(null, "", address(view, parts, merged));
};

const visit = (target) => { location.hash = target.replace(/^#/, ""); };
