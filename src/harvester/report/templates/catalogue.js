// The reading list: facets with counts that follow, order, copying. Search box, help and address are page.js's.
(() => {
  "use strict";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const at = (id) => document.getElementById(id);
  const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
  const [root, search, sort, shown] = [document.documentElement, at("search"), at("sort"), at("shown")];

  const PIECE = 50; // papers that are laid out together, as in the page itself
  const HEIGHT = 9.5; // of a paper that is not laid out yet, in rem, about
  const long = at("papers").classList.contains("long");
  const shelves = all(".shelf").map((element) => {
    const number = element.querySelector("h2 small");
    return { element, number, whole: number.textContent, left: 0 };
  });
  const shelfOf = new Map(shelves.map((shelf) => [shelf.element, shelf]));
  const homes = all(".piece").map((element) => ({ element, left: 0 }));
  const homeOf = new Map(homes.map((home) => [home.element, home]));
  const papers = all(".entry").map((element) => ({
    element,
    home: homeOf.get(element.parentElement),
    shelf: shelfOf.get(element.closest(".shelf")),
    date: element.dataset.date,
    marks: element.dataset.f.split(" ").filter(Boolean).map((mark) => mark.split(".").map(Number)),
  }));
  for (const paper of papers) paper.piece = paper.home;
  let order = papers; // as they stand in the page
  let pieces = homes; // what they stand in
  const facets = all("[data-facet]").map((element) => ({
    key: element.dataset.facet,
    title: element.querySelector("legend").textContent,
    choices: all("label", element).map((label) => ({
      label,
      box: label.querySelector("input"),
      number: label.querySelector(".n"),
      shown: null,
    })),
  }));
  const chosen = (facet) => facet.choices.filter(({ box }) => box.checked).map(({ box }) => box.value);

  // What a paper is searched and sorted by is put together at the first need: the page paints before.
  // (A selector for each of 10,000 papers takes seconds once they have been moved; their children do not.)
  const title = (paper) => {
    const heading = [...paper.element.children].find((child) => child.tagName === "H3");
    return (paper.title ??= heading.className === "nameless" ? "\uffff" : page.fold(heading.textContent));
  };
  const text = (paper) =>
    (paper.text ??= page.fold(
      [...paper.element.children].map((child) => (child.className === "to" ? "" : child.textContent)).join(" ") +
        (paper.element.dataset.also ?? ""),
    ));

  function show() {
    const words = page.fold(search.value).split(/\s+/).filter(Boolean);
    const wanted = facets.map((facet) => facet.choices.map(({ box }) => box.checked));
    const active = wanted.map((boxes) => boxes.includes(true));
    const numbers = wanted.map((boxes) => boxes.map(() => 0));
    for (const holder of [...shelves, ...homes, ...pieces]) holder.left = 0;
    let left = 0;
    for (const paper of papers) {
      const fits = active.map((is) => !is);
      for (const [facet, value] of paper.marks) if (wanted[facet][value]) fits[facet] = true;
      const misses = fits.filter((fit) => !fit).length;
      const found = misses < 2 && words.every((word) => text(paper).includes(word));
      const visible = found && misses === 0;
      if (paper.visible !== visible) paper.element.hidden = !visible;
      paper.visible = visible;
      for (const holder of visible ? [paper.shelf, paper.piece] : []) holder.left += 1;
      left += visible;
      // A facet counts what there would be if nothing were chosen in it.
      if (found) for (const [facet, value] of paper.marks) if (visible || !fits[facet]) numbers[facet][value] += 1;
    }
    facets.forEach(({ choices }, facet) =>
      choices.forEach((choice, value) => {
        const number = numbers[facet][value];
        choice.label.classList.toggle("on", choice.box.checked); // :has(:checked) would be slower than all the rest
        if (choice.shown === number) return;
        choice.shown = number;
        choice.number.textContent = number.toLocaleString("en");
        choice.label.classList.toggle("zero", number === 0);
      }),
    );
    const filtered = words.length > 0 || active.includes(true);
    root.classList.toggle("filtered", filtered);
    for (const { element, number, whole, left: here } of shelves) {
      number.textContent = filtered ? `${here.toLocaleString("en")} of ${whole}` : whole;
      element.hidden = filtered && here === 0 && sort.value === "";
    }
    for (const { element, left: here } of new Set([...homes, ...pieces])) {
      element.hidden = here === 0;
      if (long) element.style.containIntrinsicBlockSize = `${here * HEIGHT}rem`;
    }
    const every = `${papers.length.toLocaleString("en")} paper${papers.length === 1 ? "" : "s"}`;
    shown.textContent = filtered ? `${left.toLocaleString("en")} of ${every}` : every;
    at("nothing").hidden = left > 0 || papers.length === 0;
    tell();
  }

  // What is chosen, each with a way to take it back.
  function tell() {
    const buttons = facets.flatMap((facet) =>
      facet.choices
        .filter(({ box }) => box.checked)
        .map(({ box }) => {
          const button = make("button", { type: "button", textContent: `${facet.title}: ${box.value} ×` });
          button.ariaLabel = `Remove ${facet.title}: ${box.value}`;
          button.addEventListener("click", () => {
            box.checked = false;
            change();
            (at("chosen").querySelector("button") ?? search).focus();
          });
          return button;
        }),
    );
    if (buttons.length) buttons.push(make("button", { type: "button", className: "reset", textContent: "Clear all" }));
    at("chosen").replaceChildren(
      ...buttons.map((button) => {
        const item = make("li", {});
        item.append(button);
        return item;
      }),
    );
  }

  function arrange() {
    const flat = sort.value !== "";
    root.classList.toggle("flat", flat);
    order = [...papers];
    const by = (key, way) => order.sort((a, b) => way * (key(a) > key(b)) - way * (key(a) < key(b)));
    if (sort.value === "newest") by((paper) => paper.date, -1);
    if (sort.value === "title") by(title, 1);
    // Out of the page while they move: thousands of moves on show take seconds.
    const [box, mark] = [at("papers"), document.createComment("")];
    box.replaceWith(mark);
    if (pieces !== homes) for (const { element } of pieces) element.remove();
    pieces = homes;
    if (flat) {
      const number = Math.ceil(order.length / PIECE);
      pieces = Array.from({ length: number }, () => ({ element: make("div", { className: "piece" }), left: 0 }));
      box.append(...pieces.map(({ element }) => element));
    }
    order.forEach((paper, place) => {
      paper.piece = flat ? pieces[Math.floor(place / PIECE)] : paper.home;
      paper.piece.element.append(paper.element);
    });
    mark.replaceWith(box);
  }

  function step(by) {
    const seen = order.filter((paper) => paper.visible).map(({ element }) => element);
    const here = seen.indexOf(document.activeElement.closest(".entry"));
    const next = seen[here < 0 ? 0 : here + by];
    next?.scrollIntoView();
    next?.focus({ preventScroll: true });
  }

  function change() {
    page.change();
    show();
  }

  function reset() {
    for (const state of page.states.values()) state.set("");
    change();
    search.focus();
  }

  // Values in an address are parted by commas, so that a comma of theirs is coded.
  const pack = (values) => values.map((value) => value.replace(/[%,]/g, encodeURIComponent)).join(",");
  const unpack = (packed) => packed.split(",").map((value) => value.replace(/%25|%2C/g, decodeURIComponent));
  for (const facet of facets) {
    page.states.set(facet.key, {
      get: () => pack(chosen(facet)),
      set: (packed) => {
        const values = new Set(unpack(packed));
        for (const { box } of facet.choices) box.checked = values.has(box.value);
      },
    });
  }
  page.states.set("sort", {
    get: () => sort.value,
    set: (value) => {
      const before = sort.value;
      sort.value = value;
      if (sort.selectedIndex < 0) sort.value = "";
      if (sort.value !== before) arrange();
    },
  });

  // Copying needs the browser's leave; without it the record is shown and selected, ready for the keys.
  async function copy(button) {
    const record = button.parentElement.querySelector(".cite");
    const words = record.querySelector("pre");
    let said = "Copied";
    try {
      await navigator.clipboard.writeText(words.textContent);
    } catch {
      record.open = true;
      getSelection().selectAllChildren(words);
      said = "Selected: press Ctrl+C";
    }
    button.textContent = at("said").textContent = said;
    setTimeout(() => (button.textContent = "Copy BibTeX"), 2500);
  }

  document.addEventListener("click", (event) => {
    const hit = (selector) => event.target.closest(selector);
    if (hit(".copy")) copy(hit(".copy"));
    else if (hit(".reset")) reset();
    else if (hit("g[data-view]")) location.hash = hit("g[data-view]").dataset.view;
    else if (hit(".every")) hit(".every").ariaExpanded = String(hit(".facet").classList.toggle("open"));
  });
  for (const cell of all("td[data-view]")) {
    cell.replaceChildren(make("a", { href: `#${cell.dataset.view}`, textContent: cell.textContent }));
  }
  at("filters")?.addEventListener("change", change);
  sort.addEventListener("change", () => {
    arrange();
    change();
  });

  // page.js has dealt with each of these before: it listens longer.
  search.addEventListener("input", show);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || at("help").open) return;
    if (event.key === "Escape") show();
    else if (event.target.closest?.("input[type=search], select")) return;
    else if (event.key === "n") step(1);
    else if (event.key === "p") step(-1);
  });
  function follow() {
    show();
    const name = location.hash.slice(1);
    if (name && !name.includes("=")) document.getElementById(name)?.scrollIntoView();
    else if (name && at("overview")?.contains(document.activeElement)) search.focus();
  }
  addEventListener("hashchange", follow);
  addEventListener("DOMContentLoaded", () => {
    follow();
    setTimeout(() => papers.forEach(text), 300);
  });

  // Beside the list the filters are open; above it they would be in its way.
  const wide = matchMedia("(min-width: 62rem)");
  const unfold = () => at("filters") && (at("filters").open = wide.matches);
  wide.addEventListener("change", unfold);
  unfold();
})();
