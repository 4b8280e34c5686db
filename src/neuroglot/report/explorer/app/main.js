// The frame around the views, and which view an address shows.

const VIEWS = { "": overviewView, neurons: tableView, n: neuronView, parallel: parallelView, compare: compareView, basket: basketView };
const LINKS = [["", "Overview"], ["neurons", "Neurons"], ["parallel", "Side by side"], ["compare", "Run against run"], ["basket", "Basket"]];

const main = el("main", { id: "view", tabindex: -1 });
const nav = el("nav", { "aria-label": "Views" },
  LINKS.map(([view, words]) => el("a", { href: address(view), data: { view } }, words, view === "basket" && el("span", { class: "basket-count" }))),
  button("Keys", "Show the keys (?)", () => help.showModal(), { class: "tool" }),
  button("Light / dark", "Switch between light and dark (t)", toTheme));

document.body.append(el("a", { class: "skip", href: "#view", on: { click: (event) => { event.preventDefault(); main.focus(); } } }, "To the content"), nav, main, help, tip, el("div", { id: "status", class: "sr", role: "status" }));

// A view that was overtaken by a later one is dropped.
let asked = 0;
let shown = Promise.resolve();

const render = async (focus) => {
  const mine = (asked += 1);
  const route = here();
  const view = VIEWS[route.view];
  for (const link of nav.querySelectorAll("a")) {
    const current = link.dataset.view === route.view || (link.dataset.view === "neurons" && route.view === "n");
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  hideTip();
  let parts;
  try {
    parts = view ? await view(route) : [el("h1", { tabindex: -1 }, "There is no such view"), el("p", {}, el("a", { href: address("") }, "To the overview"))];
  } catch (error) {
    parts = [el("h1", { tabindex: -1 }, "This can\u2019t be shown"), el("p", { class: "lacks", role: "alert" }, String(error.message ?? error))];
  }
  if (mine !== asked) return;
  const before = main.contains(document.activeElement) ? document.activeElement : null;
  if (route.view !== "neurons") grid = null;
  main.replaceChildren(...parts.flat(3).filter(Boolean));
  main.dataset.view = route.view || "overview";
  const heading = main.querySelector("h1");
  document.title = `${heading.textContent} \u2013 neuroglot`;
  if (focus) {
    scrollTo(0, 0);
    (main.querySelector(wished ?? "h1") ?? heading).focus({ preventScroll: true });
    wished = null;
  } else if (before) {
    // What had the focus was drawn again: its successor by name has it now, else the heading.
    (main.querySelector(`[name="${before.getAttribute("name")}"]`) ?? heading).focus({ preventScroll: true });
  }
};

const show = (focus = false) => (shown = render(focus).then(() => { document.documentElement.dataset.ready = String(asked); }));

addEventListener("hashchange", () => show(true));
remember();
show();
