// The focus goes from card to card with the arrows, and keys act on the card that has it. What is
// focused is the card's name: it says which card it is, and Enter opens it.

import { register } from "./keys.js";

const NAME = "h3 a";

// A page that changes takes the focus away and gives it back: a key in between is meant all the same.
const BETWEEN = 400;
let left = { id: "", at: -BETWEEN };

document.addEventListener("focusout", (event) => {
  const card = event.relatedTarget ? null : event.target.closest?.(".card");
  left = { id: card?.id ?? "", at: performance.now() };
});

/** The card that has the focus, or had it until a moment ago and nothing else has it now, if any. */
export function focusedCard() {
  const at = document.activeElement;
  if (at && at !== document.body) return at.closest(".card");
  return performance.now() - left.at < BETWEEN && left.id ? document.getElementById(left.id) : null;
}

function cards() {
  return [...document.querySelectorAll("main .card")];
}

/** Bring the focus to the card's name. */
export function focus(card) {
  const name = card?.querySelector(NAME) ?? card?.querySelector("a");
  if (!name) return false;
  name.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  return true;
}

function middle(card) {
  const { left, right } = card.getBoundingClientRect();
  return (left + right) / 2;
}

/** The nearest card in the next row up (-1) or down (1), whatever the section. */
function beside(card, way) {
  const { top } = card.getBoundingClientRect();
  const others = cards().map((other) => ({ other, at: other.getBoundingClientRect().top }));
  const rows = others.filter(({ at }) => (at - top) * way > 1).sort((one, two) => (one.at - two.at) * way);
  const row = rows.filter(({ at }) => Math.abs(at - rows[0].at) < 1);
  const from = middle(card);
  row.sort((one, two) => Math.abs(middle(one.other) - from) - Math.abs(middle(two.other) - from));
  return row[0]?.other;
}

function next(card, key) {
  const all = cards();
  if (key === "ArrowUp") return beside(card, -1);
  if (key === "ArrowDown") return beside(card, 1);
  return all[all.indexOf(card) + (key === "ArrowLeft" ? -1 : 1)];
}

function move(event) {
  const at = document.activeElement;
  const card = focusedCard();
  // What is in a card may have arrows of its own; only its name and its tick pass them on.
  if (card && !at.matches(`.card ${NAME}, .card .pick input`)) return false;
  if (card) return focus(next(card, event.key));
  if (at && at !== document.body && at.id !== "main") return false;
  const first = cards().find((one) => one.getBoundingClientRect().bottom > 60);
  return focus(first);
}

register({
  keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"],
  where: "Cards",
  says: "Go from card to card",
  act: move,
  repeats: true,
});

/** The control of the focused card that does `act`, unless it is not to be used now. */
function press(act) {
  const found = focusedCard()?.querySelector(act);
  if (!found || found.disabled) return false;
  found.click();
}

function onCard(key, says, control) {
  register({ keys: [key], where: "Cards", says, act: () => press(control) });
}

register({
  keys: ["Enter"],
  where: "Cards",
  says: "Open it",
  act: () => false, // the name is a link: the browser does it
});
onCard("g", "Generate, or generate again", "[data-act=generate]");
onCard("u", "Upload pictures", "[data-upload]");
onCard("e", "Edit", "[data-act=edit]");
onCard("d", "Defer", "[data-act=defer]");
