// Search, filters, keys and deep links. Without it the page shows everything.
(() => {
  "use strict";
  document.documentElement.classList.add("js");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const search = document.getElementById("search");
  const shown = document.getElementById("shown");
  const chips = [...document.querySelectorAll("[data-filter]")];
  const holders = [...document.querySelectorAll("[data-holder]")];
  const parts = [...document.querySelectorAll("[data-v]")].map((element) => ({
    element,
    marks: new Set(element.dataset.v.split(" ")),
    text: fold(element.textContent),
    row: element.tagName === "TR",
  }));
  const rows = parts.filter((part) => part.row).length;

  function apply() {
    const words = fold(search.value).split(/\s+/).filter(Boolean);
    const wanted = chips.filter((chip) => chip.ariaPressed === "true").map((chip) => chip.dataset.filter);
    let left = 0;
    for (const part of parts) {
      const fits =
        (wanted.length === 0 || wanted.some((mark) => part.marks.has(mark))) &&
        words.every((word) => part.text.includes(word));
      part.element.hidden = !fits;
      if (fits && part.row) left += 1;
    }
    for (const holder of holders) holder.hidden = !holder.querySelector("[data-v]:not([hidden])");
    shown.textContent = words.length || wanted.length ? `${left} of ${rows} rows shown` : "";
  }

  function reset() {
    search.value = "";
    for (const chip of chips) chip.ariaPressed = "false";
    apply();
  }

  function reveal() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest("[hidden]")) reset();
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    target.scrollIntoView();
  }

  const stops = [...document.querySelectorAll(".card, .listing .block")];
  function step(by) {
    const seen = stops.filter((stop) => stop.offsetParent !== null);
    const here = seen.indexOf(document.activeElement.closest(".card, .listing .block"));
    const next = seen[here < 0 ? 0 : here + by];
    if (!next) return;
    next.scrollIntoView();
    next.focus({ preventScroll: true });
  }

  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.ariaPressed = String(chip.ariaPressed !== "true");
      apply();
    });
  }
  search.addEventListener("input", apply);
  addEventListener("hashchange", reveal);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      reset();
      search.blur();
    } else if (event.target !== search) {
      if (event.key === "/") {
        event.preventDefault();
        search.focus();
      } else if (event.key === "n") step(1);
      else if (event.key === "p") step(-1);
    }
  });
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = [...document.querySelectorAll("details:not([open])")];
    for (const details of folded) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of folded) details.open = false;
  });
  reset();
  reveal();
})();
