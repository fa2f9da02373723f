// Theme, legend, tips and lit curves; then the first drawing.
const THEMES = [null, "light", "dark"];
function setTheme(theme) {
  if (theme) document.documentElement.dataset.theme = theme; else delete document.documentElement.dataset.theme;
  $("#theme").textContent = `Theme: ${theme || "system"}`;
}
function nextTheme() {
  const now = document.documentElement.dataset.theme || null;
  const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
  remember.set("theme", next);
  setTheme(next);
}

function showLegend(shown) {
  $("#legend").hidden = !shown;
  $("#legend-open").setAttribute("aria-expanded", shown);
  remember.set("legend", shown ? null : "closed");
  if (shown) $("#legend").scrollIntoView({ block: "nearest" });
}

const tip = Object.assign(document.createElement("div"), { className: "tip", hidden: true });
tip.setAttribute("role", "tooltip");
document.body.append(tip);
const hideTip = () => { tip.hidden = true; };
function showTip(from) {
  const doubts = JSON.parse(from.dataset.doubts);
  tip.innerHTML = doubts.map(([, saw, advice]) => `<p>${escapeText(saw)}${advice ? `<br>${escapeText(advice)}` : ""}</p>`).join("");
  placeTip(from);
}
function placeTip(from) {
  tip.hidden = false;
  const at = from.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.left, innerWidth - tip.offsetWidth - 8));
  const below = at.bottom + 6 + tip.offsetHeight < innerHeight;
  Object.assign(tip.style, { left: `${left}px`, top: `${below ? at.bottom + 6 : at.top - tip.offsetHeight - 6}px` });
}
function light(event) {
  const doubt = event.target.closest && event.target.closest("[data-doubts]");
  if (doubt) showTip(doubt); else hideTip();
  const named = event.target.closest && event.target.closest("tr[data-lane], .figures [data-lane]");
  const section = named && named.closest("section[data-component]");
  $$(".figures .lit").forEach((part) => part.classList.remove("lit"));
  if (section) $$(`.figures [data-lane="${CSS.escape(named.dataset.lane)}"]`, section).forEach((part) => part.classList.add("lit"));
}
document.addEventListener("mouseover", light);
document.addEventListener("focusin", light);
document.addEventListener("scroll", hideTip, { passive: true, capture: true });

listeners.push(drawState);
addEventListener("popstate", follow);
addEventListener("beforeprint", () => { drawAll(); $$("details.claims").forEach((table) => { table.open = true; }); });
// What scrolls by itself must be within reach of the keyboard, and only that.
const reach = () => $$(".draw").forEach((box) => { if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; else box.removeAttribute("tabindex"); });
addEventListener("resize", reach);
listeners.push((before) => { if (before.curve !== state.curve) reach(); });
setTheme(remember.get("theme"));
if (remember.get("legend") === "closed") { $("#legend").hidden = true; $("#legend-open").setAttribute("aria-expanded", false); }
const watcher = new IntersectionObserver((seen) => {
  for (const { target, isIntersecting } of seen) {
    if (isIntersecting) { near.add(target); if (stale.has(target)) draw(target); } else near.delete(target);
  }
}, { rootMargin: "900px 0px" });
boxes.forEach((box) => watcher.observe(box));
follow();
reach();
