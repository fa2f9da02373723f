// All that a reader can choose stands in the address, so that people can argue by link and the back button works.
const EMPTY = { q: "", doc: [], comp: [], kind: [], v: [], base: "", sort: "", open: [], c: [], order: "", curve: "", at: "" };
const LISTS = new Set(["doc", "comp", "kind", "v", "open", "c"]);
let state = { ...EMPTY };
const listeners = [];

const pack = (text) => encodeURIComponent(text).replace(/%(2F|3A|40|5B|5D|3D|2C|20)/g, (c) => (c === "%20" ? "+" : decodeURIComponent(c)));
// A broken link shows the page as it is.
function unpack(text) {
  try {
    return decodeURIComponent(text.replace(/\+/g, " "));
  } catch {
    return "";
  }
}

function readAddress() {
  const found = { ...EMPTY };
  const hash = location.hash.slice(1);
  if (hash && !hash.includes("=")) return { ...found, at: unpack(hash) };
  for (const part of hash.split("&").filter(Boolean)) {
    const cut = part.indexOf("=");
    const [name, text] = [part.slice(0, cut), part.slice(cut + 1)];
    if (!(name in EMPTY)) continue;
    found[name] = LISTS.has(name) ? text.split(";").map(unpack).filter(Boolean) : unpack(text);
  }
  return found;
}

function address(of) {
  const parts = Object.keys(EMPTY)
    .filter((name) => (LISTS.has(name) ? of[name].length : of[name]))
    .map((name) => `${name}=${LISTS.has(name) ? of[name].map(pack).join(";") : pack(of[name])}`);
  if (parts.length === 1 && /^[\w-]+(\.[\w-]+)+$/.test(of.at)) return `#${of.at}`; // a claim's id is its address
  return parts.length ? `#${parts.join("&")}` : location.pathname + location.search;
}

// `quiet` changes the address without a step in the history (typing).
function change(more, quiet = false) {
  const before = state;
  state = { ...state, ...more };
  history[quiet ? "replaceState" : "pushState"](null, "", address(state));
  listeners.forEach((listen) => listen(before));
}

const toggled = (list, thing) => (list.includes(thing) ? list.filter((x) => x !== thing) : [...list, thing]);

function follow() {
  const before = state;
  state = readAddress();
  listeners.forEach((listen) => listen(before));
}

const remember = {
  get(name) { try { return localStorage.getItem(`tandem-${name}`); } catch { return null; } },
  set(name, value) {
    try {
      if (value === null) localStorage.removeItem(`tandem-${name}`);
      else localStorage.setItem(`tandem-${name}`, value);
    } catch { /* a browser that keeps nothing still shows the page */ }
  },
};
