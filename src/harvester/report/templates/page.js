// Search, filters, keys and deep links of every page; NAME.js beside it adds what one page alone can do.
// Without script the page shows everything.
const page = (() => {
  "use strict";
  document.documentElement.classList.add("js");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const help = document.getElementById("help");
  const chips = [...document.querySelectorAll("[data-filter]")];
  const states = new Map(); // name in the address to how it is read and set
  const tests = []; // what else a part must pass
  let parts = null; // read at the first need: a long list is painted before

  function all() {
    parts ??= [...document.querySelectorAll("[data-v]")].map((element) => ({
      element,
      kind: { TR: "rows", LI: "items" }[element.tagName] ?? "rest",
      marks: new Set(element.dataset.v.split(" ")),
      text: null,
    }));
    return parts;
  }

  function textOf(part) {
    const cause = part.element.closest(".card")?.querySelector(".cause")?.textContent ?? "";
    return (part.text ??= fold(`${part.element.textContent} ${cause}`));
  }

  let ready = 0;
  function prepare(deadline) {
    while (ready < all().length && deadline.timeRemaining() > 1) textOf(all()[ready++]);
    if (ready < all().length) requestIdleCallback(prepare);
  }

  const pressed = () => chips.filter((chip) => chip.ariaPressed === "true").map((chip) => chip.dataset.filter);

  function apply() {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const wanted = pressed();
    const active = words.length > 0 || wanted.length > 0 || tests.some((test) => test.active?.());
    const full = new Set(); // holders in which something is left
    const number = { rows: 0, items: 0, rest: 0 };
    const total = { ...number };
    for (const part of all()) {
      const fits =
        (wanted.length === 0 || wanted.some((mark) => part.marks.has(mark))) &&
        words.every((word) => textOf(part).includes(word)) &&
        tests.every((test) => test(part));
      part.element.hidden = !fits;
      total[part.kind] += 1;
      if (!fits) continue;
      number[part.kind] += 1;
      let holder = part.element.parentElement.closest("[data-holder]");
      for (; holder && !full.has(holder); holder = holder.parentElement.closest("[data-holder]")) full.add(holder);
    }
    for (const holder of document.querySelectorAll("[data-holder]")) holder.hidden = !full.has(holder);
    const said = ["items", "rows"]
      .filter((kind) => total[kind])
      .map((kind) => `${number[kind]} of ${total[kind]} ${shown.dataset[kind] ?? kind}`);
    const none = number.rows + number.items + number.rest === 0;
    shown.textContent = active ? `${said.join(" and ")} shown${none ? "; Esc shows all again" : ""}` : "";
  }

  function save() {
    const address = new URLSearchParams();
    for (const [name, state] of states) if (state.get()) address.set(name, state.get());
    history.replaceState(null, "", `#${address}`);
  }

  function change() {
    apply();
    save();
  }

  function reset() {
    for (const state of states.values()) state.set("");
    apply();
  }

  function reveal(name) {
    let target = null;
    try {
      target = document.getElementById(decodeURIComponent(name));
    } catch {
      return; // not one of our addresses
    }
    if (!target) return;
    if (target.closest("[hidden]")) reset();
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  }

  function follow() {
    const hash = location.hash.slice(1);
    if (hash.includes("=")) {
      const address = new URLSearchParams(hash);
      for (const [name, state] of states) state.set(address.get(name) ?? "");
      apply();
    } else if (hash) reveal(hash);
  }

  function step(by) {
    const stops = [...document.querySelectorAll("[data-step]")].filter((stop) => stop.offsetParent !== null);
    const here = stops.indexOf(document.activeElement.closest("[data-step]"));
    const next = stops[here < 0 ? (by > 0 ? 0 : stops.length - 1) : here + by];
    if (!next) return;
    next.scrollIntoView();
    next.focus({ preventScroll: true });
  }

  states.set("q", { get: () => search.value.trim(), set: (value) => (search.value = value) });
  states.set("show", {
    get: () => pressed().join(","),
    set: (value) => {
      const names = new Set(value.split(","));
      for (const chip of chips) chip.ariaPressed = String(names.has(chip.dataset.filter));
    },
  });
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.ariaPressed = String(chip.ariaPressed !== "true");
      change();
    });
  }
  search.addEventListener("input", change);
  for (const button of document.querySelectorAll("[data-help]")) {
    button.addEventListener("click", () => (help.open ? help.close() : help.showModal()));
  }
  addEventListener("hashchange", follow);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    if (event.key === "Escape") {
      reset();
      save();
      document.activeElement.blur();
    } else if (!event.target.closest?.("input, select, textarea")) {
      if (event.key === "/") {
        event.preventDefault();
        search.focus();
      } else if (event.key === "?") help.showModal();
      else if (event.key === "n") step(1);
      else if (event.key === "p") step(-1);
    }
  });
  // What sticks to the top must not cover what is jumped to.
  const toolbar = document.querySelector(".toolbar");
  new ResizeObserver(() => {
    const sticks = getComputedStyle(toolbar).position === "sticky";
    document.documentElement.style.setProperty("--under", `${sticks ? toolbar.offsetHeight : 0}px`);
  }).observe(toolbar);
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
  addEventListener("DOMContentLoaded", () => {
    if (search.value) apply(); // a browser that comes back keeps what was typed
    follow();
    globalThis.requestIdleCallback?.(prepare);
  });
  return { all, apply, change, fold, states, tests };
})();
