// Which rows of a case are shown, in which order, and against which base.
const words = () => state.q.toLowerCase().split(/\s+/).filter(Boolean);
const says = (text) => { const low = text.toLowerCase(); return words().every((word) => low.includes(word)); };

function shows(one, raw) {
  const [name, kind, label, runtime] = laneOf(raw);
  if (state.kind.length && !state.kind.includes(kind)) return false;
  return says(`${one.id} ${name} ${kind} ${label} ${runtime} ${raw[1] || "measured"}`);
}

const shownPlaces = (one) => one.raw.rows.flatMap((raw, place) => (shows(one, raw) ? [place] : []));

// The place of the base among the measured rows: the reader's choice where this case has it, else the case's own.
function basePlace(one) {
  const { measured } = whole(one);
  const chosen = measured.findIndex((row) => row.name === state.base);
  return chosen >= 0 ? chosen : measured.findIndex((row) => row.name === one.base);
}

// A floor or a limit beside ranked lanes: it is no rival.
const bounded = (row) => row.band < 0;

// Rows in the chosen order, each with the number of its tie band: neighbours that no interval tells apart share one.
function ordered(one, rows) {
  const ranked = rows.filter((row) => row.measured && !bounded(row));
  const [metric, worst] = state.sort.startsWith("-") ? [state.sort.slice(1), true] : [state.sort, false];
  const place = metric === "lane" ? -2 : whole(one).columns.findIndex((c) => c.metric === metric);
  if (place === -2) return ranked.sort((a, b) => a.name.localeCompare(b.name) * (worst ? -1 : 1)).map((row) => [row, row.name]);
  if (place === -1) return ranked.sort((a, b) => (a.place - b.place) * (worst ? -1 : 1)).map((row) => [row, row.band]);
  const sign = (whole(one).columns[place].better === "more" ? -1 : 1) * (worst ? -1 : 1);
  const number = (row) => (row.cells[place] ? row.cells[place].value : NaN);
  ranked.sort((a, b) => {
    const [x, y] = [number(a), number(b)];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return (x - y) * sign || a.place - b.place;
  });
  let band = 0;
  let first = ranked[0];
  return ranked.map((row) => {
    const [a, b] = [first.cells[place], row.cells[place]];
    if (row !== first && (apart(a, b) || !a || !b || Number.isNaN(b.value))) { band += 1; first = row; }
    return [row, band];
  });
}
