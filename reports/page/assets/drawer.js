// What stands behind a row: how to measure it again, where its source is, its raw block values, its doubts.
function command(one, row, view) {
  if (!row.measured) return `python -m tandem verify '${one.id}'`;
  const lanes = [...new Set([view.baseRow ? view.baseRow.name : row.name, row.name])];
  return `python -m tandem run '${one.id}' --lanes ${lanes.join(",")}`;
}

// A dot a block, over it a ring a process; the upright stands at the blocks' median, the bar is the interval.
function strip(values, processes, cell, unit) {
  const logs = values.map((v) => Math.log(v));
  const every = [...values, ...processes.flat(), ...(cell && cell.low ? [cell.low, cell.high] : [])];
  const [low, high] = [Math.log(Math.min(...every)), Math.log(Math.max(...every))];
  const at = (x) => number(high > low ? 4 + ((x - low) / (high - low)) * 92 : 50);
  const sorted = [...logs].sort((a, b) => a - b);
  const middle = (sorted[(logs.length - 1) >> 1] + sorted[logs.length >> 1]) / 2;
  const dots = logs.map((x, i) => `<circle cx="${at(x)}%" cy="14" r="4" fill="var(--c-blue)" fill-opacity=".55"><title>block ${i + 1}: ${values[i]} ${unit}</title></circle>`).join("");
  const rings = processes.flatMap((each, i) => each.map((v) => `<circle cx="${at(Math.log(v))}%" cy="5" r="2.6" fill="none" stroke="var(--c-blue)" stroke-opacity=".75"><title>block ${i + 1}, a process: ${Number(v.toPrecision(4))} ${unit}</title></circle>`)).join("");
  const bar = cell && cell.low ? `<line x1="${at(Math.log(cell.low))}%" x2="${at(Math.log(cell.high))}%" y1="27" y2="27" stroke="var(--ink)" stroke-width="2"/>` : "";
  const [a, b] = [Math.min(...every), Math.max(...every)].map((v) => thousands(String(Number(v.toPrecision(4)))));
  return `<svg class="strip" role="img" aria-label="Values from ${a} to ${b} ${unit}"><line x1="0" x2="100%" y1="14" y2="14" stroke="var(--line)"/>` +
    `<line x1="${at(middle)}%" x2="${at(middle)}%" y1="4" y2="24" stroke="var(--ink)" stroke-width="1.5"/>${rings}${dots}${bar}` +
    `<text x="4%" y="40">${a} ${unit}</text><text x="96%" y="40" text-anchor="end">${b}${high > low ? ` (+${((Math.exp(high - low) - 1) * 100).toFixed(1)} %)` : ""}</text></svg>`;
}

// Where a lane's source stands on this page; its path alone where the page has no room for it.
function sourceOf(one, row) {
  const section = $(`section[data-component="${CSS.escape(one.raw.component)}"]`);
  const files = $$(".sources details", section).filter((file) => file.dataset.lanes.split("|").includes(row.name.split("@")[0]));
  if (files.length) return files.map((file) => `<a href="#${file.id}"><code>${escapeText(file.dataset.path)}</code></a>`).join("<br>");
  return row.source ? `<code>${escapeText(row.source)}</code>` : "";
}

// Where a lane's profile stands on this page, or how to take one.
function profileOf(one, row) {
  if (!row.measured) return "";
  const seen = $$(".look").find((look) => look.dataset.case === one.id && look.dataset.lane === row.name);
  return seen ? `<a href="#${seen.id}">on this page</a>` : `<code>python -m tandem profile '${escapeText(one.id)}' ${escapeText(row.name)}</code>`;
}

const terms = (pairs) => `<dl>${pairs.filter(([, text]) => text).map(([name, text]) => `<dt>${escapeText(name)}</dt><dd>${text}</dd>`).join("")}</dl>`;

function drawer(one, row, view, span) {
  const parts = [`<div><h4>Measure it again</h4><pre>${escapeText(command(one, row, view))}</pre></div>`];
  const column = view.columns[whole(one).primary];
  parts.push(`<div><h4>What it is</h4>${terms([
    ["Lane", escapeText(row.label)], ["Runtime", escapeText(row.runtime)], ["Source", sourceOf(one, row)], ["Profile", profileOf(one, row)],
    ["Processes", row.processes ? String(row.processes) : ""], ["Blocks", row.blocks ? String(row.blocks) : ""],
  ])}</div>`);
  if (row.measured && row.values.length && column) {
    parts.push(`<div><h4>${escapeText(column.head)}, a dot a block${row.processValues.flat().length ? ", a ring a process" : ""}</h4>${strip(row.values, row.processValues, row.cells[whole(one).primary], escapeText(column.unit))}</div>`);
  }
  if (row.others.length) parts.push(`<div><h4>Also measured</h4>${terms(row.others.map(([name, text]) => [name, escapeText(text)]))}</div>`);
  if (row.difference) parts.push(`<div><h4>Why there is no number</h4><p>${escapeText(row.difference)}</p></div>`);
  if (row.doubts.length) {
    parts.push(`<div><h4>Doubts</h4><ul>${row.doubts.map((d) => `<li>${escapeText(d[1])}${d[2] ? `<br><span class="muted">${escapeText(d[2])}</span>` : ""}</li>`).join("")}</ul></div>`);
  }
  return `<tr class="drawer"><td colspan="${span}"><div class="in">${parts.join("")}</div></td></tr>`;
}
