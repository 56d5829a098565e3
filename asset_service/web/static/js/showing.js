// A link to a card of this board brings it into sight and marks it for a moment. One that the
// board leaves out, because it is narrowed, is shown on the whole board, and one that is further
// back than a board goes on its own page, which `data-show` names.

const MARKED_FOR = 1600;

function show(card) {
  for (let room = card.closest("details:not([open])"); room; room = room.closest("details:not([open])")) room.open = true;
  card.scrollIntoView({ block: "center" });
  card.setAttribute("data-ui-marked", "");
  setTimeout(() => card.removeAttribute("data-ui-marked"), MARKED_FOR);
  card.querySelector("h3 a, a")?.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-show]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const card = document.getElementById(link.hash.slice(1));
  const isWhole = link.pathname + link.search === location.pathname + location.search;
  if (!card?.checkVisibility() && !isWhole) return;
  event.preventDefault();
  if (card?.checkVisibility()) return show(card);
  if (!card) return location.assign(link.dataset.show);
  history.replaceState(null, "", link.href);
  location.reload(); // a script had hidden it
});

const wanted = document.getElementById(location.hash.slice(1));
if (wanted?.matches(".card") && wanted.checkVisibility()) show(wanted);
