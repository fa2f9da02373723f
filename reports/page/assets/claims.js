// Claims: chips that keep one document's claims of one verdict, the marked row of a link, a tip that says how.
const tallyChips = $$("[data-verdict]");
const keepsOnly = (chip) => state.v.join() === chip.dataset.verdict && state.doc.join() === chip.dataset.of;

document.addEventListener("click", (event) => {
  const chip = event.target.closest("[data-verdict]");
  if (!chip) return;
  if (keepsOnly(chip)) { change({ v: [], doc: [] }); return; }
  change({ v: [chip.dataset.verdict], doc: [chip.dataset.of] });
  goTo(`doc-${chip.dataset.of}`);
});

function markClaim() {
  tallyChips.forEach((chip) => chip.setAttribute("aria-pressed", keepsOnly(chip)));
  $$(".claims tr.marked").forEach((row) => row.classList.remove("marked"));
  const claim = state.at && document.getElementById(state.at);
  const row = claim && claim.closest(".claims tr");
  if (row) row.classList.add("marked");
}

function tellHow(event) {
  const summary = event.target.closest && event.target.closest(".how > summary");
  if (!summary || summary.parentElement.open) return;
  tip.innerHTML = $("dl", summary.parentElement).outerHTML;
  placeTip(summary);
}
document.addEventListener("mouseover", tellHow);
document.addEventListener("focusin", tellHow);
document.addEventListener("toggle", (event) => { if (event.target.matches(".how")) hideTip(); }, true);

listeners.push(markClaim);
markClaim();
