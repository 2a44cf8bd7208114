"use strict";
/* What the page does with JavaScript, and reads without: narrowing by attribute and standing, arrow keys, ways down and back. */
(() => {
  const byId = (id) => document.getElementById(id);
  const form = byId("page.filters");
  const told = byId("page.told");
  const rows = [...document.querySelectorAll(".theme tbody tr:not(.group)")];
  const plural = (number, thing) => `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;

  /* -- narrowing: rows of other levels go, then those without a cell of the standing sought; such cells are framed */

  const caseOf = (row) => row.cells[0].textContent;
  const everybody = new Set(rows.map(caseOf)).size;
  const cellsThatAre = (row, sought) => [...row.cells].filter((cell) => (cell.dataset.is ?? "").split(" ").includes(sought));

  const narrow = () => {
    const wanted = [...form.querySelectorAll("[data-by]")].filter((one) => one.value);
    const sought = byId("page.is").value;
    const left = new Set();
    let found = 0;
    for (const cell of document.querySelectorAll(".sought")) cell.classList.remove("sought");
    for (const row of rows) {
      const cells = sought ? cellsThatAre(row, sought) : [];
      row.hidden = wanted.some((one) => row.dataset[one.dataset.by] !== one.value) || (sought !== "" && !cells.length);
      if (row.hidden) continue;
      left.add(caseOf(row));
      found += cells.length;
      for (const cell of cells) cell.classList.add("sought");
    }
    for (const group of document.querySelectorAll(".theme tbody")) {
      const shown = [...group.rows].filter((row) => !row.hidden && !row.classList.contains("group")).length;
      group.hidden = shown === 0;
      const count = group.querySelector("[data-of]");
      if (!count) continue;
      const all = Number(count.dataset.of);
      count.textContent = `${shown < all ? `${shown} of ` : ""}${plural(all, "case")}`;
    }
    const which = sought ? `, ${plural(found, "cell")} ${byId("page.is").selectedOptions[0].textContent}` : "";
    told.textContent = `Showing ${left.size} of ${plural(everybody, "case")}${which}.`;
  };
  form.hidden = false;
  form.addEventListener("change", narrow);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(narrow));
  narrow();

  const opener = byId("page.open");
  opener.addEventListener("click", () => {
    const open = opener.getAttribute("aria-pressed") === "false";
    for (const one of document.querySelectorAll(".theme tr:not([hidden]) .quotes")) one.open = open;
    opener.setAttribute("aria-pressed", String(open));
  });

  /* -- arrow keys go from cell to cell: to what opens its quotes, to its link, or to the cell itself */

  const enter = (cell) => {
    const inside = cell.querySelector("summary, a");
    if (!inside) cell.tabIndex = -1;
    (inside ?? cell).focus();
  };
  const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -Infinity], End: [0, Infinity] };
  document.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const cell = event.target.closest(".theme tbody td, .theme tbody th");
    if (!step || !cell || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const shown = [...cell.closest("table").querySelectorAll("tbody:not([hidden]) tr:not(.group):not([hidden])")];
    const row = shown[shown.indexOf(cell.parentNode) + step[0]];
    if (!row) return;
    const place = Math.min(Math.max(cell.cellIndex + step[1], 0), row.cells.length - 1);
    event.preventDefault();
    enter(row.cells[place]);
  });
  document.addEventListener("keydown", (event) => {
    const around = event.key === "Escape" && event.target.closest(".quotes[open]");
    if (!around) return;
    around.open = false;
    around.querySelector("summary").focus();
  });

  /* -- a link leads into a folded interview: it opens; a quote's further pieces are marked with its first */

  const showTarget = () => {
    const id = location.hash.slice(1);
    const target = id && byId(id);
    for (const piece of document.querySelectorAll("mark.here")) piece.classList.remove("here");
    if (!target) return;
    if (target.tagName === "TD") {
      if (target.closest("tr[hidden]")) { form.reset(); narrow(); }
      target.closest(".scroll").scrollIntoView();
      target.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    for (let around = target.closest("details"); around; around = around.parentNode.closest("details")) around.open = true;
    if (target.tagName === "MARK") {
      const pieces = [...target.closest("p").querySelectorAll("[data-of]")].filter((piece) => piece.dataset.of === id);
      for (const piece of [target, ...pieces]) piece.classList.add("here");
    }
    if (target.closest(".interviews")) target.scrollIntoView({ block: target.tagName === "MARK" ? "center" : "start" });
  };
  addEventListener("hashchange", showTarget);
  showTarget();

  /* -- what stays in sight covers nothing that has the focus */

  const watcher = new ResizeObserver((seen) => {
    for (const one of seen) one.target.closest(".theme").style.setProperty("--head", `${one.target.offsetHeight}px`);
  });
  for (const head of document.querySelectorAll(".theme thead")) watcher.observe(head);
})();
