// Which rows of a case are shown, in which order, and against which base.
const wordsOf = (text) => text.toLowerCase().split(/\s+/).filter(Boolean);
const words = () => wordsOf(state.q);
const says = (text) => { const low = text.toLowerCase(); return words().every((word) => low.includes(word)); };

// Documents and components are chosen together: where some are, the others' tables are not shown.
const picked = () => state.doc.length + state.comp.length > 0;
const ofKind = (raw) => !state.kind.length || state.kind.includes(laneOf(raw)[1]);
const ofComponent = (one) => !picked() || state.comp.includes(one.raw.component);
const ofDocument = (name) => !picked() || state.doc.includes(name);

// Which rows of a case the filter finds, worked out once for each filter.
function hits(one) {
  if (!one.texts) {
    one.texts = one.raw.rows.map((raw) => {
      const [name, kind, label, runtime] = laneOf(raw);
      return `${one.id} ${name} ${kind} ${label} ${runtime} ${raw[1] || "measured"}`.toLowerCase();
    });
  }
  if (one.asked !== state.q) {
    const asked = words();
    one.hits = one.texts.map((text) => asked.every((word) => text.includes(word)));
    one.asked = state.q;
  }
  return one.hits;
}

// Verdicts are of claims: where one is chosen no lane is meant.
const shownPlaces = (one) => (state.v.length || !ofComponent(one) ? [] : one.raw.rows.flatMap((raw, place) => (ofKind(raw) && hits(one)[place] ? [place] : [])));

// What each choice could add under the other ones, so that those that can add nothing are dim.
function addable() {
  const can = { kind: new Set(), comp: new Set(), doc: new Set(), v: new Set() };
  for (const one of CASES) {
    for (const [place, raw] of one.raw.rows.entries()) {
      if (state.v.length || !hits(one)[place]) continue;
      if (ofComponent(one)) can.kind.add(laneOf(raw)[1]);
      if (ofKind(raw)) can.comp.add(one.raw.component);
    }
  }
  for (const row of CLAIMS) {
    if (!says(row.find)) continue;
    if (!state.v.length || state.v.some((v) => row.verdicts.includes(v))) can.doc.add(row.document);
    if (ofDocument(row.document)) row.verdicts.forEach((v) => can.v.add(v));
  }
  return can;
}

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
