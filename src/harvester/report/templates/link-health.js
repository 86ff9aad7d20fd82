// The whole catalogue sorts by any column; in the order of the list it keeps its sections.
(() => {
  "use strict";
  const table = document.querySelector(".judged");
  if (!table) return;
  const PIECE = 50; // rows that are laid out together, as in the page itself
  const buttons = [...table.querySelectorAll("[data-sort]")];
  const sections = [...table.tBodies];
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const values = {
    title: (row) => row.querySelector(".name")?.textContent ?? "",
    venue: (row) => row.querySelector(".venue").textContent.trim(),
    year: (row) => row.querySelector(".year").textContent.trim(),
    links: (row) => row.dataset.rank,
  };
  let rows = null; // in the order of the list, each with the section that it is at home in
  let sorted = ""; // "year", "-year" for the other way round, nothing for the order of the list

  function order(wanted) {
    const key = wanted.replace("-", "");
    const way = wanted.startsWith("-") ? -1 : 1;
    const pairs = rows.map(({ row }) => ({ row, value: values[key](row) }));
    // What is not known stands last, whichever way round the rest is.
    return pairs
      .sort((a, b) => (a.value === "") - (b.value === "") || way * collator.compare(a.value, b.value))
      .map(({ row }) => row);
  }

  function arrange(wanted) {
    if (wanted === sorted) return;
    rows ??= sections.flatMap((home) => [...home.querySelectorAll("tr[data-v]")].map((row) => ({ row, home })));
    for (const piece of table.querySelectorAll(".piece")) piece.remove();
    if (wanted === "") {
      for (const { row, home } of rows) home.append(row);
    } else {
      const inOrder = order(wanted);
      for (let start = 0; start < inOrder.length; start += PIECE) {
        const piece = sections[0].cloneNode(false);
        piece.className = "rows piece large";
        piece.append(...inOrder.slice(start, start + PIECE));
        table.append(piece);
      }
    }
    table.classList.toggle("flat", wanted !== "");
    sorted = wanted;
    for (const button of buttons) {
      const key = button.dataset.sort;
      const way = sorted === `-${key}` ? "descending" : sorted === key || (!sorted && key === "line") ? "ascending" : "";
      if (way) button.parentElement.ariaSort = way;
      else button.parentElement.removeAttribute("aria-sort");
    }
  }

  const known = new Set(["title", "venue", "year", "links"].flatMap((key) => [key, `-${key}`]));
  page.states.set("sort", { get: () => sorted, set: (value) => arrange(known.has(value) ? value : "") });
  for (const button of buttons) {
    button.addEventListener("click", () => {
      const key = button.dataset.sort;
      arrange(key === "line" ? "" : sorted === key ? `-${key}` : key);
      page.change();
    });
  }
})();
