"use strict";
/* What the page does with JavaScript, and reads without: quotes' words behind a value, search, the place in the contents. */
(() => {
  const byId = (id) => document.getElementById(id);
  const make = (tag, words, name) => {
    const made = document.createElement(tag);
    if (words) made.textContent = words;
    if (name) made.className = name;
    return made;
  };

  /* -- quotes: a span's words are its mark and the pieces that go on elsewhere in its turn */

  const pieces = (id) => {
    const first = byId(id);
    if (!first || first.tagName !== "MARK") return [];
    return [first, ...[...first.closest("p").querySelectorAll("[data-of]")].filter((piece) => piece.dataset.of === id)];
  };
  const target = (link) => link.getAttribute("href").slice(1);
  const AT_ONCE = 100;

  const fill = (list) => {
    const waiting = [...list.querySelectorAll("a:not(.filled)")].filter((link) => pieces(target(link)).length);
    for (const link of waiting.slice(0, AT_ONCE)) {
      const quote = make("q", pieces(target(link)).map((piece) => piece.textContent).join(""));
      quote.dir = "auto";
      link.classList.add("filled");
      link.after(quote);
    }
    const left = waiting.length - AT_ONCE;
    if (left <= 0) return;
    const more = make("button", `Show the words of ${Math.min(left, AT_ONCE)} more (${left} left)`);
    more.type = "button";
    more.addEventListener("click", () => {
      const next = waiting[AT_ONCE];
      more.remove();
      fill(list);
      next.focus();
    });
    list.append(more);
  };
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches(".evidence[open]")) return;
    const list = event.target.querySelector("ul");
    fill(list);
    list.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, true);
  document.addEventListener("keydown", (event) => {
    const around = event.key === "Escape" && event.target.closest(".evidence[open]");
    if (!around) return;
    around.open = false;
    around.querySelector("summary").focus();
  });

  const showTarget = () => {
    for (const piece of document.querySelectorAll("mark.here")) piece.classList.remove("here");
    for (const piece of pieces(location.hash.slice(1))) piece.classList.add("here");
  };
  addEventListener("hashchange", showTarget);
  showTarget();

  /* -- tables: what need not scroll is no stop for the keyboard; further heading columns stay where they stand */

  const settle = (box) => {
    const scrolls = box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
    if (scrolls) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
    const names = [...box.querySelectorAll("thead th.names")];
    const fits = scrolls && names.length > 1 && names.reduce((wide, name) => wide + name.offsetWidth, 0) < box.clientWidth / 2;
    const from = names.map((name, place) => names.slice(0, place).reduce((wide, before) => wide + before.offsetWidth, 0));
    for (let place = 1; place < names.length; place += 1) {
      for (const row of box.querySelectorAll("tr")) {
        row.cells[place].style.position = fits ? "sticky" : "";
        row.cells[place].style.insetInlineStart = fits ? `${from[place]}px` : "";
        if (row.parentNode.tagName === "THEAD") row.cells[place].style.zIndex = fits ? 3 : "";
      }
    }
  };
  const watcher = new ResizeObserver((seen) => requestAnimationFrame(() => seen.forEach((one) => settle(one.target))));
  const near = new IntersectionObserver((seen) => {
    for (const one of seen) if (one.isIntersecting) { near.unobserve(one.target); watcher.observe(one.target); }
  }, { rootMargin: "50%" });
  for (const box of document.querySelectorAll(".scroll")) near.observe(box);

  /* -- contents: where the reader is */

  const entries = new Map([...document.querySelectorAll("nav ol a")].map((link) => [target(link), link]));
  const visible = new Set();
  let current = null;
  const showPlace = () => {
    const deepest = [...entries.keys()].filter((id) => visible.has(id)).pop();
    const link = entries.get(deepest);
    if (!link || link === current) return;
    current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "location");
    const nav = link.closest("nav");
    const parts = link.closest("li li") ? link.closest("details") : link.parentNode.querySelector("details");
    for (const other of nav.querySelectorAll("li details[data-opened]")) {
      if (other !== parts) { other.open = false; delete other.dataset.opened; }
    }
    if (parts && !parts.open) { parts.open = true; parts.dataset.opened = ""; }
    if (nav.scrollHeight > nav.clientHeight && !nav.contains(document.activeElement)) {
      const spot = link.getBoundingClientRect();
      const frame = nav.getBoundingClientRect();
      if (spot.top < frame.top || spot.bottom > frame.bottom) nav.scrollTop += spot.top - frame.top - frame.height / 3;
    }
    current = link;
  };
  const place = new IntersectionObserver((seen) => {
    for (const one of seen) visible[one.isIntersecting ? "add" : "delete"](one.target.id);
    showPlace();
  }, { rootMargin: "-5% 0px -80% 0px" });
  for (const id of entries.keys()) if (byId(id)) place.observe(byId(id));
  if (matchMedia("(max-width: 71.99rem)").matches) document.querySelector(".contents").open = false;

  /* -- search: turns and paragraphs that hold the words, with case and curly quotes folded */

  const search = byId("page.search");
  const input = byId("page.wanted");
  const told = byId("page.told");
  const found = byId("page.found");
  const PAGE = 50;
  let index = null;
  let hits = [];
  let cameFrom = null;
  let timer = 0;

  const FOLDED = { "‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "“": '"', "”": '"', "„": '"', "‟": '"', "–": "-", "—": "-", "‑": "-" };
  const fold = (words) => words.toLowerCase().replace(/[‘’‚‛ʼ“”„‟–—‑]/g, (sign) => FOLDED[sign]).replace(/\s+/g, " ");

  const wordsOf = (node) => {
    if (!node.querySelector(".evidence")) return node.textContent;
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (inside) =>
      inside.nodeName === "UL" && inside.parentNode.matches(".evidence") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
    let words = "";
    while (walker.nextNode()) if (walker.currentNode.nodeType === Node.TEXT_NODE) words += walker.currentNode.data;
    return words;
  };
  const LEAVES = "p, .p, li, td, th, caption > span, figcaption, h2, h3, h4, h5, h6";
  const build = () => {
    const said = [...document.querySelectorAll(".interview bdi")].map((words) => ({ node: words.parentNode, words, turn: true }));
    const written = [...document.querySelectorAll("main > section:not(.interviews)")]
      .flatMap((section) => [...section.querySelectorAll(LEAVES)])
      .filter((node) => !node.closest(".evidence > ul"))
      .map((node) => ({ node, words: node, turn: false }));
    return [...written, ...said].map((one) => ({ ...one, folded: fold(wordsOf(one.words)) }));
  };

  const whereIs = (hit) => {
    if (hit.turn) return `${hit.node.closest("article").id} ${hit.node.querySelector("a").textContent}`;
    const section = hit.node.closest("section");
    return section.querySelector("h2, h3, h4, h5, h6").textContent;
  };
  const count = (words, wanted) => words.split(wanted).length - 1;
  const plural = (number, thing) => `${number.toLocaleString("en")} ${thing}${number === 1 ? "" : "s"}`;

  const snippet = (hit, wanted) => {
    const plain = wordsOf(hit.words).replace(/\s+/g, " ");
    const words = plain.length === hit.folded.length ? plain : hit.folded;
    const at = hit.folded.indexOf(wanted);
    const end = at + wanted.length;
    const from = at > 50 ? words.lastIndexOf(" ", at - 30) + 1 : 0;
    const shown = make("bdi");
    shown.append((from ? "…" : "") + words.slice(from, at), make("mark", words.slice(at, end)),
      words.slice(end, end + 60) + (words.length > end + 60 ? "…" : ""));
    return shown;
  };
  const option = (hit, wanted, number) => {
    const item = make("li");
    item.id = `page.found.${number}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    const times = count(hit.folded, wanted);
    item.append(make("b", whereIs(hit) + (times > 1 ? ` · ${times} times` : "")));
    item.append(snippet(hit, wanted));
    item.addEventListener("click", () => jump(number));
    return item;
  };
  const showMore = () => {
    const shown = found.children.length;
    found.append(...hits.slice(shown, shown + PAGE).map((hit, place) => option(hit, hit.wanted, shown + place)));
  };
  const chosen = () => found.querySelector('[aria-selected="true"]');
  const choose = (number) => {
    if (number >= found.children.length) showMore();
    const next = found.children[Math.max(0, Math.min(number, found.children.length - 1))];
    chosen()?.setAttribute("aria-selected", "false");
    if (!next) return;
    next.setAttribute("aria-selected", "true");
    next.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", next.id);
  };
  const close = () => {
    found.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const look = () => {
    index ??= build();
    const wanted = fold(input.value).trim();
    found.replaceChildren();
    close();
    hits = wanted.length < 2 ? [] : index.filter((one) => one.folded.includes(wanted)).map((one) => ({ ...one, wanted }));
    if (wanted.length < 2) { told.textContent = ""; return; }
    const turns = hits.filter((hit) => hit.turn);
    const interviews = new Set(turns.map((hit) => hit.node.parentNode)).size;
    const times = hits.reduce((sum, hit) => sum + count(hit.folded, wanted), 0);
    const written = `${plural(hits.length - turns.length, "place")} of the report`;
    told.textContent = !hits.length ? "Nothing found." : byId("page.interviews")
      ? `Found ${plural(times, "time")}: in ${plural(turns.length, "turn")} of ${plural(interviews, "interview")} and ${written}.`
      : `Found ${plural(times, "time")}: in ${written}.`;
    if (!hits.length) return;
    showMore();
    found.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };

  /* Paint what was searched for, letter by letter, since folding may join several. */
  const paint = (hit) => {
    if (!globalThis.Highlight) return;
    const ranges = [];
    const walker = document.createTreeWalker(hit.words, NodeFilter.SHOW_TEXT);
    let folded = "";
    const letters = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (let at = 0; at < node.length; at += 1) {
        let sign = fold(node.data[at]);
        if (sign === " " && folded.endsWith(" ")) sign = "";
        folded += sign;
        for (let more = 0; more < sign.length; more += 1) letters.push([node, at]);
      }
    }
    for (let at = folded.indexOf(hit.wanted); at >= 0; at = folded.indexOf(hit.wanted, at + hit.wanted.length)) {
      const range = new Range();
      range.setStart(...letters[at]);
      const [node, last] = letters[at + hit.wanted.length - 1];
      range.setEnd(node, last + 1);
      ranges.push(range);
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };
  const jump = (number) => {
    const hit = hits[number];
    if (!hit) return;
    close();
    for (let around = hit.node.closest("details"); around; around = around.parentNode.closest("details")) around.open = true;
    for (const before of document.querySelectorAll(".found")) before.classList.remove("found");
    if (hit.node.id) location.hash = hit.node.id;
    hit.node.classList.add("found");
    hit.node.tabIndex = -1;
    hit.node.focus({ preventScroll: true });
    hit.node.scrollIntoView({ block: "center" });
    paint(hit);
  };

  search.hidden = false;
  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, 120); });
  input.addEventListener("focus", () => { index ??= build(); });
  input.addEventListener("keydown", (event) => {
    const now = chosen() ? [...found.children].indexOf(chosen()) : -1;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (found.hidden && hits.length) { found.hidden = false; input.setAttribute("aria-expanded", "true"); }
      choose(event.key === "ArrowDown" ? now + 1 : now - 1);
    } else if (event.key === "Enter") {
      event.preventDefault();
      clearTimeout(timer);
      if (fold(input.value).trim() !== (hits[0]?.wanted ?? "")) look();
      jump(Math.max(0, now));
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (!found.hidden) { close(); return; }
      input.value = "";
      look();
      cameFrom?.focus();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea")) return;
    event.preventDefault();
    cameFrom = document.activeElement;
    input.focus();
    input.select();
  });
})();
