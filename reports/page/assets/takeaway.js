// Rows to take away: Markdown to the clipboard, CSV and JSON as files; what is shown, in the order shown.
function visible(one) {
  const { rows } = whole(one);
  const shown = shownPlaces(one).map((place) => rows[place]);
  const ranked = ordered(one, shown).map(([row]) => row);
  return [...ranked, ...shown.filter((row) => row.measured && bounded(row)), ...shown.filter((row) => !row.measured)];
}

const headText = (c) => `${c.head}${c.unit ? `, ${c.unit}` : ""}`;

function markdown(one) {
  const rows = visible(one);
  const view = viewOf(one, rows);
  const head = ["Lane", `Ratio to ${view.baseRow ? view.baseRow.name : "base"}`, "Outcome", ...view.columns.map(headText)];
  const lines = rows.map((row) => {
    if (!row.measured) return [row.name, "", `${refusedWord[row.state] || row.state}${row.difference ? `: ${row.difference}` : ""}`, ...view.columns.map(() => "")];
    const ratio = compare(one, view.base, row.place);
    const text = ratio && (ratio.letter ? ratioText(ratio) : { value: "1.0×", interval: "" });
    const cells = row.cells.map((c) => (c ? `${c.text}${c.interval ? ` (${c.interval})` : ""}` : ""));
    return [row.name, text ? `${text.value}${text.interval ? ` (${text.interval})` : ""}` : "", ratio ? better(WORD[ratio.letter], one.raw.primary) || "base" : "", ...cells];
  });
  const line = (cells) => `| ${cells.map((c) => String(c).replace(/\|/g, "\\|")).join(" | ")} |`;
  return [`**${one.id}**`, "", line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...lines.map(line), ""].join("\n");
}

function csv(one) {
  const rows = visible(one);
  const view = viewOf(one, rows);
  const quote = (x) => { const text = String(x ?? ""); return /[",\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text; };
  const head = ["case", "lane", "kind", "state", "base", "ratio", "ratio_low", "ratio_high", "outcome",
    ...view.columns.flatMap((c) => [headText(c), `${c.metric}_low`, `${c.metric}_high`]), "processes", "blocks", "doubts"];
  const lines = rows.map((row) => {
    const ratio = row.measured ? compare(one, view.base, row.place) : null;
    const known = ratio ? [ratio.value, ratio.low, ratio.high].map((v) => v.toPrecision(5)) : ["", "", ""];
    const cells = view.columns.flatMap((_, i) => { const c = row.cells[i]; return c && !Number.isNaN(c.value) ? [c.value, c.low, c.high] : ["", "", ""]; });
    return [one.id, row.name, row.kind, row.state || "measured", view.baseRow ? view.baseRow.name : "", ...known,
      ratio ? WORD[ratio.letter] || "base" : row.difference, ...cells, row.processes || "", row.blocks || "", row.doubts.map((d) => d[1]).join("; ")];
  });
  return `${[head, ...lines].map((cells) => cells.map(quote).join(",")).join("\n")}\n`;
}

function json(one) {
  const rows = visible(one);
  const view = viewOf(one, rows);
  const figure = ({ value, low, high }) => ({ value, low, high });
  const said = rows.map((row) => {
    const ratio = row.measured ? compare(one, view.base, row.place) : null;
    const metrics = view.columns.flatMap((c, i) => {
      const cell = row.measured ? row.cells[i] : null;
      return cell && !Number.isNaN(cell.value) ? [[c.metric, { unit: c.unit, ...figure(cell), note: cell.note }]] : [];
    });
    return {
      lane: row.name, kind: row.kind, state: row.state || "measured", difference: row.difference || null,
      ratio: ratio && { ...figure(ratio), outcome: WORD[ratio.letter] || "base" }, metrics: Object.fromEntries(metrics),
      processes: row.processes || 0, blocks: row.blocks || 0, doubts: row.doubts.map(([code, saw, advice]) => ({ code, saw, advice })),
    };
  });
  return `${JSON.stringify({ schema: 1, case: one.id, base: view.baseRow ? view.baseRow.name : null, rows: said }, null, 1)}\n`;
}

// A document's table as it is shown: claimed beside measured, a verdict behind each figure.
function claimsMarkdown(table) {
  const words = (element) => (element ? element.innerText : "").replace(/\s+/g, " ").trim();
  const line = (cells) => `| ${cells.map((c) => c.replace(/\|/g, "\\|")).join(" | ")} |`;
  const heads = $$("thead tr:last-child > *", table).map((head) => head.textContent.replace(/\s+/g, " ").trim());
  const rows = $$("tbody tr", table).filter((row) => !row.hidden).map((row) => [...row.children].map(words));
  return [`**${words($("h3", table))}**`, "", line(heads), line(heads.map(() => "---")), ...rows.map(line), ""].join("\n");
}

async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "unseen" });
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

function saveFile(name, text, type) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(new Blob([text], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
