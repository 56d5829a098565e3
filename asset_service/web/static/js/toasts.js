// Messages stack, three at most: what was told before is still told when the next one comes, so
// that its Undo is not lost by acting on. Good news leaves after a while, unless somebody is on it.

const MOST = 3;
const STAYS = 10000;
const BEAT = 500;

const told = document.getElementById("told");
let kept = [];

/** Whether it says something that is still true and of use when more is told. */
function isKept(flash) {
  return flash.classList.contains("good") && !flash.hasAttribute("data-ui-used");
}

document.addEventListener("htmx:before:swap", (event) => {
  if (event.detail.ctx.sourceElement?.nodeName === "FORM") kept = [...told.children].filter(isKept);
});

document.addEventListener("page:changed", () => {
  if (told.children.length > 0) told.prepend(...kept.filter((flash) => !flash.isConnected));
  else told.append(...kept);
  kept = [];
  trim();
});

function trim() {
  while (told.children.length > MOST) told.firstElementChild.remove();
}

new MutationObserver(trim).observe(told, { childList: true });

// What is undone is not offered a second time.
document.addEventListener("submit", (event) => {
  event.submitter?.closest("#told .flash")?.setAttribute("data-ui-used", "");
});

setInterval(() => {
  if (document.hidden || told.matches(":hover, :focus-within")) return;
  for (const flash of told.querySelectorAll(".flash.good")) {
    const seen = Number(flash.dataset.uiSeen ?? 0) + BEAT;
    flash.dataset.uiSeen = seen;
    if (seen >= STAYS) flash.remove();
  }
}, BEAT);

// Z takes back what was told last, wherever the focus is but in a field.
document.addEventListener("keydown", (event) => {
  if (event.key?.toLowerCase() !== "z" || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input, textarea, select, [contenteditable], dialog")) return;
  const undo = [...told.querySelectorAll(".flash:not([data-ui-used]) button[formaction]")].at(-1);
  if (!undo) return;
  event.preventDefault();
  undo.click();
});
