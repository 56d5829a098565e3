// A card that somebody just added is brought into sight and marked for a moment.

const MARKED = 2400;
let before = null;

function ids() {
  return new Set([...document.querySelectorAll("main .card")].map((card) => card.id));
}

/** Bring a card into sight and mark it for a moment. */
export function point(card) {
  card.scrollIntoView({ block: "center" });
  card.setAttribute("data-ui-new", "");
  setTimeout(() => card.removeAttribute("data-ui-new"), MARKED);
}

document.addEventListener("htmx:before:request", (event) => {
  const source = event.detail.ctx.sourceElement;
  before = source.matches?.("#dialog form") ? ids() : null;
});

// By then the page beneath has the card, and the focus is back where the dialog was opened.
document.addEventListener(
  "close",
  (event) => {
    if (event.target.id !== "dialog" || !before) return;
    const known = before;
    before = null;
    setTimeout(() => {
      const added = [...document.querySelectorAll("main .card")].find((card) => !known.has(card.id));
      if (added) point(added);
    });
  },
  true,
);
