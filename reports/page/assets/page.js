// Draws what the state says, nearest to the reader first, and turns what the reader does into state.
const $ = (query, inside = document) => inside.querySelector(query);
const $$ = (query, inside = document) => [...inside.querySelectorAll(query)];
const boxes = $$(".case[data-case]");
const boxOf = new Map(boxes.map((box) => [Number(box.dataset.case), box]));
const CLAIMS = $$(".claims tbody tr").map((row) => ({
  find: row.dataset.find, verdicts: row.dataset.verdicts.split("|"), document: row.closest("section[data-document]").dataset.document,
}));
document.documentElement.classList.toggle("many", CASES.length > 100);
const stale = new Set();
const near = new Set();

for (const box of boxes.filter((b) => $(".slot", b))) {
  const id = escapeText(CASES[Number(box.dataset.case)].id);
  $("header", box).insertAdjacentHTML("beforeend", `<div class="tools"><button type="button" class="tool" data-copy aria-label="Copy ${id} as Markdown">Copy as Markdown</button>` +
    `<button type="button" class="tool" data-save="csv" aria-label="Download ${id} as CSV">CSV</button>` +
    `<button type="button" class="tool" data-save="json" aria-label="Download ${id} as JSON">JSON</button></div>`);
}
for (const scroll of $$(".claims > .scroll")) {
  scroll.insertAdjacentHTML("beforebegin", `<div class="tools"><button type="button" class="tool" data-copy-claims aria-label="Copy ${escapeText(scroll.getAttribute("aria-label"))} as Markdown">Copy as Markdown</button></div>`);
}

function draw(box) {
  stale.delete(box);
  const one = CASES[Number(box.dataset.case)];
  const slot = $(".slot", box);
  if (!slot) return;
  const focus = slot.contains(document.activeElement) ? where(document.activeElement) : null;
  const left = $(".scroll", slot) ? $(".scroll", slot).scrollLeft : 0;
  slot.innerHTML = caseTable(one, shownPlaces(one));
  slot.style.minHeight = "";
  if (left) $(".scroll", slot).scrollLeft = left;
  if (focus) { const again = $(focus, slot); if (again) again.focus({ preventScroll: true }); }
}

// Where the focus was, so that drawing anew does not lose it.
function where(element) {
  const row = element.closest("tr[data-lane]");
  if (row) return `tr[data-lane="${CSS.escape(row.dataset.lane)}"] .${element.classList[0]}`;
  return element.dataset.sort ? `[data-sort="${element.dataset.sort}"]` : ".scroll";
}

const rest = window.requestIdleCallback || ((work) => setTimeout(() => work({ timeRemaining: () => 8 }), 30));
let resting = false;
function drawRest() {
  if (resting || !stale.size) return;
  resting = true;
  rest((deadline) => {
    resting = false;
    const until = performance.now() + Math.max(deadline.timeRemaining() - 4, 8);
    for (const box of stale) { draw(box); if (performance.now() > until) break; }
    drawRest();
  }, { timeout: 150 }); // a browser that never rests draws all the same, a few at a time
}
const drawAll = () => [...stale].forEach(draw);

function drawState(before) {
  let rows = 0;
  for (const box of boxes) {
    const one = CASES[Number(box.dataset.case)];
    const places = shownPlaces(one);
    rows += places.length;
    box.hidden = one.raw.rows.length ? places.length === 0 : !says(one.id) || !ofComponent(one) || state.kind.length > 0 || state.v.length > 0;
    if (!box.hidden) stale.add(box); else stale.delete(box);
  }
  for (const section of $$("section[data-component]")) section.hidden = $$(".case", section).every((box) => box.hidden);
  const claims = drawClaims(before);
  const total = CASES.reduce((sum, one) => sum + one.raw.rows.length, 0);
  $("#shown").textContent = state.q || state.kind.length || state.v.length || picked() ? `${rows} of ${total} lanes, ${claims} claims` : `${total} lanes, ${claims} claims`;
  $("#nothing").hidden = rows > 0 || claims > 0;
  drawControls();
  // Where the focus is somebody is at work, even before the watcher has seen the table come near.
  boxes.filter((box) => stale.has(box) && (near.has(box) || box.contains(document.activeElement))).forEach(draw);
  drawRest();
  if (state.at && (!before || before.at !== state.at)) goTo(state.at);
}

// Claims; their tables fold and unfold only with the filter, so that what a reader opened stays open.
function drawClaims(before) {
  const anew = !before || before.q !== state.q || before.v.join() !== state.v.join() || before.doc.join() !== state.doc.join();
  let count = 0;
  for (const table of $$(".claims")) {
    let here = 0;
    const chosen = ofDocument(table.closest("section[data-document]").dataset.document);
    for (const row of $$("tbody tr", table)) {
      const shown = chosen && says(row.dataset.find) && (!state.v.length || state.v.some((v) => row.dataset.verdicts.split("|").includes(v)));
      row.hidden = !shown;
      if (shown) here += Number(row.dataset.count);
    }
    table.hidden = here === 0;
    if (anew) table.open = words().length || state.v.length ? here > 0 : "open" in table.dataset;
    count += here;
  }
  for (const section of $$("section[data-document]")) section.hidden = $$(".claims", section).every((table) => table.hidden);
  return count;
}

function drawControls() {
  if ($("#q").value !== state.q) $("#q").value = state.q;
  const can = addable();
  for (const name of ["kind", "comp", "doc", "v"]) {
    for (const chip of $$(`button[data-${name}]`)) {
      const value = chip.dataset[name];
      chip.setAttribute("aria-pressed", state[name].includes(value));
      chip.classList.toggle("dim", !can[name].has(value) && !state[name].includes(value));
    }
  }
  $("#picked").textContent = picked() ? ` ${state.doc.length + state.comp.length}` : "";
  const curve = state.curve || "percentiles";
  document.documentElement.dataset.curve = curve;
  $$("button[data-curve]").forEach((chip) => chip.setAttribute("aria-pressed", chip.dataset.curve === curve));
  const select = $("#base");
  select.value = [...select.options].some((option) => option.value === state.base) ? state.base : "";
  $("#reset").hidden = address(state) === address({ ...EMPTY, at: state.at });
}

function goTo(id) {
  const target = document.getElementById(id);
  if (!target) return;
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  if (stale.has(target)) draw(target);
  target.scrollIntoView({ block: "start" });
}

const sortSteps = (metric) => (state.sort === metric ? `-${metric}` : state.sort === `-${metric}` ? "" : metric);

const CLICKS = [
  [".lane", (button, one) => { const name = button.closest("tr").dataset.lane; change({ base: state.base === name || (!state.base && one.base === name) ? "" : name }); }],
  [".more", (button, one) => change({ open: toggled(state.open, `${one.id}:${button.closest("tr").dataset.lane}`) })],
  ["[data-sort]", (button) => change({ sort: sortSteps(button.dataset.sort) })],
  ["[data-kind]", (chip) => change({ kind: toggled(state.kind, chip.dataset.kind) })],
  ["button[data-doc]", (chip) => change({ doc: toggled(state.doc, chip.dataset.doc) })],
  ["button[data-comp]", (chip) => change({ comp: toggled(state.comp, chip.dataset.comp) })],
  ["button[data-curve]", (chip) => change({ curve: chip.dataset.curve === "percentiles" ? "" : chip.dataset.curve })],
  ["button[data-v]", (chip) => { change({ v: toggled(state.v, chip.dataset.v) }); if (state.v.length) goTo($("section[data-document]:not([hidden])").id); }],
  ["#reset", () => change({ ...EMPTY })],
  ["[data-copy]", async (button, one) => { await copyText(markdown(one)); told(button, "Copied"); }],
  ["[data-copy-claims]", async (button) => { await copyText(claimsMarkdown(button.closest(".claims"))); told(button, "Copied"); }],
  ["[data-save]", (button, one) => saveFile(`${one.id.replace(/[^a-z0-9_=.-]+/gi, "-")}.${button.dataset.save}`, ...(button.dataset.save === "json" ? [json(one), "application/json"] : [csv(one), "text/csv"]))],
  ["#theme", () => nextTheme()],
  ["#legend-close", () => showLegend(false)],
  ["#legend-open", () => showLegend($("#legend").hidden)],
];

function told(button, text) {
  const before = button.textContent;
  button.textContent = text;
  setTimeout(() => { button.textContent = before; }, 1400);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  if (link && link.hash && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    const id = decodeURIComponent(link.hash.slice(1));
    change({ at: id });
    goTo(id);
    const target = document.getElementById(id);
    if (target) { target.tabIndex = -1; target.focus({ preventScroll: true }); }
    return;
  }
  for (const [query, act] of CLICKS) {
    const found = event.target.closest(query);
    if (!found) continue;
    const box = found.closest(".case[data-case]");
    act(found, box ? CASES[Number(box.dataset.case)] : null);
    return;
  }
});

$("#q").addEventListener("input", (event) => change({ q: event.target.value }, Boolean(state.q) === Boolean(event.target.value)));
$("#base").addEventListener("change", (event) => change({ base: event.target.value }));

document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) { event.preventDefault(); $("#q").focus(); $("#q").select(); }
  if (event.key === "?" && !typing) showLegend($("#legend").hidden);
  if (event.key === "Escape") {
    hideTip();
    if (event.target.id === "q") { if (state.q) change({ q: "" }); event.target.blur(); }
  }
});
