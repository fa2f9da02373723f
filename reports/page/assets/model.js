// What the page holds: decoded cells, comparisons, and numbers in print. No statistics are computed here.
const DATA = JSON.parse(document.getElementById("data").textContent);
const WORD = { f: "faster", s: "slower", e: "equivalent", u: "unresolved", F: "unresolved", S: "unresolved" };
const OPPOSITE = { f: "s", s: "f", F: "S", S: "F", e: "e", u: "u" };
const SMALLER = new Set(["resident_peak", "peak_heap", "size"]);

const escapeText = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const thousands = (text) => text.replace(/^(-?\d+)/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, ","));

// "412 409 415|3" -> numbers, their text, and the note that belongs to them.
function decodeCell(text) {
  if (!text) return null;
  const [body, note] = text.split("|");
  const exact = body.endsWith("=");
  const parts = (exact ? body.slice(0, -1) : body).split(" ");
  const [value, low, high] = exact ? [parts[0], parts[0], parts[0]] : parts;
  return {
    value: Number(value), low: low === undefined ? null : Number(low), high: high === undefined ? null : Number(high), exact,
    text: Number.isNaN(Number(value)) ? value : thousands(value),
    interval: exact || low === undefined ? "" : `${thousands(low)}–${thousands(high)}`,
    note: note === undefined ? "" : DATA.notes[Number(note)],
  };
}

// A block's value, then by how many per mille each of its processes differs.
const blocksOf = (raw) => (raw[7] ? raw[7].split(" ").map((block) => block.split(",").map(Number)) : []);

function decodeRow(raw) {
  const [name, kind, label, runtime, source, colour, dash] = DATA.lanes[raw[0]];
  const row = { name, kind, label, runtime, source, colour, dash, state: raw[1], difference: "" };
  if (row.state) return { ...row, difference: raw[2], cells: [], measured: false, doubts: [], others: [] };
  return {
    ...row, measured: true, cells: raw[2].map(decodeCell), band: raw[3], rank: raw[4], processes: raw[5], blocks: raw[6],
    values: blocksOf(raw).map(([value]) => value), processValues: blocksOf(raw).map(([value, ...each]) => each.map((by) => value * (1 + by / 1000))), doubts: raw[8].map((d) => DATA.doubts[d]), others: raw[9],
  };
}

const CASES = DATA.cases.map((raw, index) => ({ index, id: raw.id, raw, base: raw.base, whole: null }));

// A case in full, decoded when it is first looked at.
function whole(one) {
  if (one.whole) return one.whole;
  const rows = one.raw.rows.map(decodeRow);
  const columns = one.raw.columns.map((place) => {
    const [metric, head, unit, better, note] = DATA.columns[place];
    return { metric, head, unit, better, note };
  });
  rows.forEach((row, place) => { row.place = place; });
  one.whole = {
    rows, columns, measured: rows.filter((row) => row.measured), pairs: one.raw.pairs.split(";"),
    doubts: one.raw.doubts.map((d) => DATA.doubts[d]), primary: columns.findIndex((c) => c.metric === one.raw.primary),
  };
  return one.whole;
}

const laneOf = (raw) => DATA.lanes[raw[0]];

// How many times better lane j is than lane i, both places among the measured rows; null where it is not known.
function compare(one, i, j) {
  if (i === j) return { value: 1, low: 1, high: 1, letter: "" };
  const { pairs, measured } = whole(one);
  const [a, b] = i < j ? [i, j] : [j, i];
  const text = pairs[(a * (2 * measured.length - a - 1)) / 2 + b - a - 1];
  if (!text) return null;
  const parts = text.split(" ");
  const value = Number(parts[0]);
  let found;
  if (parts.length === 2) {
    const half = Number(parts[1].slice(0, -1)) / 1e5;
    found = { value, low: value * Math.exp(-half), high: value * Math.exp(half), letter: parts[1].slice(-1) };
  } else {
    found = { value, low: Number(parts[1]), high: Number(parts[2]), letter: parts[3] };
  }
  if (i < j) return found;
  return { value: 1 / found.value, low: 1 / found.high, high: 1 / found.low, letter: OPPOSITE[found.letter] };
}

// The same rule as reports/units.py: digits up to the first that the interval leaves open, at most four of the value.
function decimals(low, value, high) {
  const size = Math.abs(value) || Math.max(Math.abs(low), Math.abs(high));
  const room = 3 - (size ? Math.floor(Math.log10(size)) : 0);
  const half = Math.max(value - low, high - value);
  if (half <= 0) return Math.max(0, Number.isInteger(value) ? 0 : room);
  const power = Math.floor(Math.log10(half));
  const carried = -power + (Math.round((half / 10 ** power) * 1e6) / 1e6 < 3 ? 1 : 0);
  return Math.max(0, Math.min(carried, room));
}

function two(value) {
  const power = Math.floor(Math.log10(value)) - 1;
  return thousands((Math.round(value / 10 ** power) * 10 ** power).toFixed(Math.max(0, -power)));
}

function ratioText({ low, value, high }) {
  if (low * 3 < high) return { value: `${two(value)}×`, interval: `${two(low)}–${two(high)}` };
  const places = decimals(low, value, high);
  const [a, b, c] = [low, value, high].map((v) => thousands(v.toFixed(places)));
  return { value: `${b}×`, interval: `${a}–${c}` };
}

// Whether two cells are shown to differ: their intervals do not touch.
const apart = (a, b) => a && b && a.low !== null && b.low !== null && (a.high < b.low || b.high < a.low);
