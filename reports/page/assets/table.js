// A case as a table: ratios with their intervals on one log axis, then every metric in one unit a column.
const number = (x) => (Math.round(x * 100) / 100).toString();

function logAxis(ratios) {
  const known = ratios.filter(Boolean);
  const values = known.map((r) => r.value).concat(1);
  const [least, most] = [Math.min(...values) / 30, Math.max(...values) * 30]; // a wilder interval runs off the edge
  const ends = known.flatMap((r) => [Math.max(r.low, least), Math.min(r.high, most)]).concat(values);
  const [low, high] = [Math.log10(Math.min(...ends)), Math.log10(Math.max(...ends))];
  const pad = Math.max(0.06, (high - low) * 0.05);
  const from = low - pad;
  const width = high + pad - from;
  const at = (ratio) => ((Math.log10(ratio) - from) / width) * 100;
  const inside = (steps) => {
    const ticks = [];
    for (let d = Math.floor(from); d <= Math.ceil(from + width); d += 1) steps.forEach((s) => ticks.push(s * 10 ** d));
    return ticks.filter((t) => at(t) > 7 && at(t) < 92);
  };
  const fits = [[1, 1.2, 1.5, 2, 3, 5], [1, 2, 5], [1, 3], [1]].map(inside).find((ticks) => ticks.length <= 4);
  const decades = (step) => inside([1]).filter((t) => Math.round(Math.log10(t)) % step === 0);
  return { at, ticks: fits || [2, 3, 4].map(decades).find((ticks) => ticks.length <= 4) || [1] };
}

const tickText = (t) => (t >= 1e4 ? `${t / 1e3}k×` : `${Number(t.toPrecision(2))}×`);
const axisHead = ({ at, ticks }) => `<svg aria-hidden="true">${ticks.map((t) =>
  `<text x="${number(at(t))}%" y="11" text-anchor="middle">${tickText(t)}</text>`).join("")}</svg>`;

function forest(ratio, { at, ticks }) {
  const lines = ticks.map((t) => `<line x1="${number(at(t))}%" x2="${number(at(t))}%" y1="-20" y2="90" stroke="var(--line)"/>`).join("");
  const one = `<line x1="${number(at(1))}%" x2="${number(at(1))}%" y1="-20" y2="90" stroke="var(--strong)" stroke-width="1.5"/>`;
  if (!ratio) return `<svg aria-hidden="true">${lines}${one}</svg>`;
  const [low, mid, high] = [ratio.low, ratio.value, ratio.high].map((v) => number(at(v)));
  const word = WORD[ratio.letter];
  const ink = word === "faster" ? "var(--better)" : word === "slower" ? "var(--worse)" : "var(--muted)";
  if (!ratio.letter) return `<svg aria-hidden="true">${lines}${one}<circle cx="${mid}%" cy="16" r="4.5" fill="var(--card)" stroke="var(--accent)" stroke-width="2"/></svg>`;
  const [left, wide] = ratio.value > 1 ? [at(1), at(ratio.value) - at(1)] : [at(ratio.value), at(1) - at(ratio.value)];
  const mark = word === "unresolved" ? `fill="var(--card)" stroke="${ink}" stroke-width="1.8"` : `fill="${ink}"`;
  return `<svg aria-hidden="true">${lines}${one}<rect x="${number(left)}%" width="${number(wide)}%" y="13" height="6" fill="${ink}" opacity=".16"/>` +
    `<line x1="${low}%" x2="${high}%" y1="16" y2="16" stroke="${ink}" stroke-width="2"/>` +
    `<line x1="${low}%" x2="${low}%" y1="12" y2="20" stroke="${ink}" stroke-width="1.5"/><line x1="${high}%" x2="${high}%" y1="12" y2="20" stroke="${ink}" stroke-width="1.5"/>` +
    `<circle cx="${mid}%" cy="16" r="3.6" ${mark}/></svg>`;
}

const DASH = { solid: "", dashed: "5 2.5", dotted: "1.5 2", dashdot: "6 2 1.5 2" };
const keyOf = (row) => `<svg class="key" aria-hidden="true"><line x1="0" x2="18" y1="4" y2="4" stroke="var(--c-${row.colour})" stroke-width="2.2" stroke-dasharray="${DASH[row.dash]}"/></svg>`;
const warnOf = (doubts) => (doubts.length ? ` <button type="button" class="doubt" data-doubts="${escapeText(JSON.stringify(doubts))}" ` +
  `aria-label="${escapeText(`${doubts.length} ${doubts.length > 1 ? "doubts" : "doubt"}: ${doubts.map((d) => d[1]).join("; ")}`)}">⚠</button>` : "");

function laneHead(one, row, isBase) {
  const open = state.open.includes(`${one.id}:${row.name}`);
  const name = escapeText(row.name);
  const lane = row.measured
    ? `<button type="button" class="lane" aria-pressed="${isBase}" title="Make ${name} the base: 1.0×">${name}</button>`
    : `<span>${name}</span>`;
  return `<th scope="row"><button type="button" class="more" aria-expanded="${open}" aria-label="Details of ${name}"></button>` +
    `${keyOf(row)}${lane}${warnOf(row.doubts)}<small class="under" title="${escapeText(row.label)}">${escapeText(row.kind)}` +
    `${row.label ? `<span class="label"> · ${escapeText(row.label)}</span>` : ""}</small></th>`;
}

const BRIEF = 240;
const refusedWord = { disqualified: "disqualified", died: "died", silent: "went silent", unavailable: "not available", error: "failed", passed: "not measured yet" };

function refusedRow(one, row, span) {
  const word = refusedWord[row.state] || row.state;
  const away = row.state === "unavailable" || row.state === "passed" ? " away" : "";
  const brief = row.difference.length > BRIEF ? `${row.difference.slice(0, BRIEF)} …` : row.difference; // the drawer has all of it
  const why = row.difference ? `: ${escapeText(brief)}` : row.state === "passed" ? ": it gave the right answer, and waits for its turn" : "";
  return `<tr class="refused${away}" data-lane="${escapeText(row.name)}">${laneHead(one, row, false)}<td colspan="${span - 1}"><b>${word}</b>${why}</td></tr>`;
}

// The tint of a cell whose difference from the base is resolved: by the comparison itself where it is known, which the
// ranking metric and its inverse have, else by intervals that do not touch.
function heat(cell, base, { better }, word) {
  if (!base || !(cell.value > 0) || !(base.value > 0)) return "";
  if (word ? word !== "faster" && word !== "slower" : !apart(cell, base)) return "";
  const times = better === "more" ? cell.value / base.value : base.value / cell.value;
  const share = Math.min(1, Math.abs(Math.log10(times)) / 1.5);
  return ` class="${times > 1 ? "b" : "w"}" style="--h:${Math.round(5 + share * 19)}"`;
}

function valueCell(cell, base, column, word) {
  if (!cell) return "<td></td>";
  if (Number.isNaN(cell.value)) return `<td class="none"><span class="muted">n/a</span><small>${escapeText(cell.note)}</small></td>`;
  const note = cell.note ? `<small>${escapeText(cell.note)}</small>` : "";
  return `<td${cell === base ? "" : heat(cell, base, column, word)}>${cell.text}<small>${cell.interval || "&nbsp;"}</small>${note}</td>`;
}

const better = (word, primary) => (SMALLER.has(primary) ? { faster: "smaller", slower: "larger" }[word] || word : word);

function outcomeCell(one, row, ratio) {
  if (bounded(row)) return "<td></td>";
  const word = !ratio ? "not compared" : ratio.letter ? better(WORD[ratio.letter], one.raw.primary) : "base";
  const many = ratio && (ratio.letter === "F" || ratio.letter === "S");
  const title = many ? ' title="The interval excludes 1, but among all comparisons of this page such a difference is expected by chance"' : "";
  return `<td class="outcome"${title}>${word}${many ? "*" : ""}<small>${row.rank ? `place ${row.rank}` : "&nbsp;"}</small></td>`;
}

function limitCell(one, row, limit) {
  if (limit < 0) return "";
  if (bounded(row) && row.kind === "floor") return "<td></td>";
  const ratio = compare(one, row.place, limit);
  if (!ratio || row.place === limit) return "<td></td>";
  const text = ratioText(ratio);
  return `<td>${text.value}<small>${text.interval}</small></td>`;
}

function measuredRow(one, row, view, tied) {
  const { base, baseRow, axis, limit, columns } = view;
  const ratio = compare(one, base, row.place);
  const text = ratio && (ratio.letter ? ratioText(ratio) : { value: "1.0×", interval: "base" });
  const plot = bounded(row) && row.kind === "floor" ? "" : forest(ratio, axis);
  const judged = (c) => (ratio && (c.metric === one.raw.primary || (c.metric === "throughput" && one.raw.primary === "time")) ? WORD[ratio.letter] : "");
  const cells = columns.map((c, i) => valueCell(row.cells[i], baseRow && !bounded(row) && baseRow.cells[i], c, judged(c))).join("");
  return `<tr class="${row.place === base ? "is-base " : ""}${tied ? "tied" : ""}" data-lane="${escapeText(row.name)}">${laneHead(one, row, row.place === base)}` +
    `<td class="ratio">${text ? `<b>${text.value}</b><small>${text.interval}</small>` : ""}</td><td class="plot">${plot}</td>` +
    `${outcomeCell(one, row, ratio)}${limitCell(one, row, limit)}${cells}</tr>`;
}

function heads(one, view) {
  const sorted = (metric) => (state.sort === metric ? ' aria-sort="ascending"' : state.sort === `-${metric}` ? ' aria-sort="descending"' : "");
  const button = (metric, text) => `<button type="button" class="sort" data-sort="${metric}">${escapeText(text)}</button>`;
  const base = view.baseRow ? escapeText(view.baseRow.name) : "";
  const columns = view.columns.map((c) => `<th scope="col"${sorted(c.metric)}>${button(c.metric, c.head)}<small>${escapeText(c.unit) || "&nbsp;"}${c.note ? ` · ${escapeText(c.note)}` : ""}</small></th>`).join("");
  return `<thead><tr><th scope="col"${sorted("lane")}>${button("lane", "Lane")}</th><th scope="col"${sorted("ratio")}>${button("ratio", "Ratio")}<small>to ${base}</small></th>` +
    `<th scope="col" class="plot"><span class="unseen">Ratio on a log axis</span>${axisHead(view.axis)}</th><th scope="col">Outcome<small>&nbsp;</small></th>` +
    `${view.limit < 0 ? "" : '<th scope="col">Of limit<small>limit is 1×</small></th>'}${columns}</tr></thead>`;
}

function viewOf(one, rows) {
  const { measured, columns } = whole(one);
  const base = basePlace(one);
  const compared = rows.filter((row) => row.measured && !(bounded(row) && row.kind === "floor")).map((row) => compare(one, base, row.place));
  return { base, baseRow: measured[base], columns, limit: measured.findIndex((row) => row.kind === "limit"), axis: logAxis(compared) };
}

function caseTable(one, places) {
  const { rows } = whole(one);
  const shown = places.map((place) => rows[place]);
  const view = viewOf(one, shown);
  const span = 4 + (view.limit < 0 ? 0 : 1) + view.columns.length;
  const withDrawer = (row, html) => html + (state.open.includes(`${one.id}:${row.name}`) ? drawer(one, row, view, span) : "");
  const ranked = ordered(one, shown);
  const count = new Map();
  ranked.forEach(([, band]) => count.set(band, (count.get(band) || 0) + 1));
  const first = ranked.map(([row, band]) => withDrawer(row, measuredRow(one, row, view, count.get(band) > 1))).join("");
  const bounds = shown.filter((row) => row.measured && bounded(row)).map((row) => withDrawer(row, measuredRow(one, row, view, false))).join("");
  const refused = shown.filter((row) => !row.measured).map((row) => withDrawer(row, refusedRow(one, row, span))).join("");
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escapeText(one.id)}"><table class="lanes">${heads(one, view)}<tbody>${first}</tbody>` +
    `${bounds ? `<tbody class="bounds">${bounds}</tbody>` : ""}${refused ? `<tbody>${refused}</tbody>` : ""}</table></div>${notes(shown)}`;
}

function notes(shown) {
  const said = shown.filter((row) => row.doubts.length).map((row) =>
    `<li>${escapeText(row.name)}: ${row.doubts.map((d) => escapeText(`${d[1]}${d[2] ? `; ${d[2]}` : ""}`)).join(". ")}</li>`);
  return said.length ? `<ul class="notes print-only">${said.join("")}</ul>` : "";
}
