// What changed between two runs: the bar's filter, a choice of verdicts and an order; all of it stands in the address.
const changed = $$("#compare tbody tr");
const COLUMNS = {
  verdict: (row) => changed.indexOf(row), case: (row) => $("th a", row).title, lane: (row) => row.children[2].firstChild.textContent,
  ratio: (row) => Number(row.dataset.ratio || NaN), q: (row) => Number(row.dataset.q || NaN),
};

for (const head of $$("#compare th[data-col]").filter((th) => th.dataset.col in COLUMNS)) {
  head.innerHTML = `<button type="button" class="sort" data-order="${head.dataset.col}">${head.firstChild.textContent}</button>${[...head.children].map((e) => e.outerHTML).join("")}`;
}

function byColumn(name, down) {
  const of = COLUMNS[name] || COLUMNS.verdict;
  const rank = (a, b) => (typeof a === "string" ? a.localeCompare(b) : a - b);
  const empty = (x) => typeof x === "number" && Number.isNaN(x);
  return changed.map((row) => [of(row), row]).sort(([a], [b]) => empty(a) - empty(b) || (down ? -1 : 1) * (empty(a) ? 0 : rank(a, b))).map(([, row]) => row);
}

function drawChanges(before) {
  const [name, down] = [state.order.replace(/^-/, ""), state.order.startsWith("-")];
  if (!before || before.order !== state.order) {
    $("#compare tbody").append(...byColumn(name, down));
    $$("#compare th[data-col]").forEach((th) => (th.dataset.col === name ? th.setAttribute("aria-sort", down ? "descending" : "ascending") : th.removeAttribute("aria-sort")));
  }
  for (const row of changed) row.hidden = !says(row.dataset.find) || (state.c.length > 0 && !state.c.includes(row.dataset.change));
  $$("[data-c]").forEach((chip) => chip.setAttribute("aria-pressed", state.c.includes(chip.dataset.c)));
  if (changed.some((row) => !row.hidden)) $("#nothing").hidden = true;
}

if (changed.length) {
  $("#compare").addEventListener("click", (event) => {
    const chip = event.target.closest("[data-c]");
    const head = event.target.closest("[data-order]");
    if (chip) change({ c: toggled(state.c, chip.dataset.c) });
    if (head) change({ order: { [head.dataset.order]: `-${head.dataset.order}`, [`-${head.dataset.order}`]: "" }[state.order] ?? head.dataset.order });
  });
  listeners.push(drawChanges);
  drawChanges(null);
}
