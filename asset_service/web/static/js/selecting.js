// Several assets at once: a mode in which cards are ticked, and a bar that acts on the ticked ones.
// What is ticked is kept here by id, whatever becomes of the page.

import { open } from "./dialog.js";
import { register } from "./keys.js";

const page = document.documentElement;
const ticked = new Set();
let last = null;

function boxes() {
  return [...document.querySelectorAll(".pick input")].filter((box) => box.getClientRects().length);
}

function bar() {
  return document.getElementById("many");
}

function isOn() {
  return page.hasAttribute("data-ui-selecting");
}

function place(box) {
  return box.closest(".card, li");
}

/** Show what is ticked, and which acts there are for it. */
function draw() {
  const all = [...document.querySelectorAll(".pick input")];
  const there = new Set(all.map((box) => box.value));
  for (const id of [...ticked]) if (!there.has(id)) ticked.delete(id); // gone, or filtered away
  const kinds = new Set();
  for (const box of all) {
    box.checked = ticked.has(box.value);
    place(box).toggleAttribute("data-ui-ticked", box.checked);
    if (box.checked) kinds.add(box.closest(".deferred") ? "deferred" : "active");
  }
  const link = document.querySelector(".toolbar [data-select] span");
  if (link) link.textContent = isOn() ? "Done selecting" : "Select";
  if (!bar()) return;
  bar().querySelector("[data-count]").textContent = ticked.size
    ? `${ticked.size} selected`
    : "Tick assets, then choose what to do.";
  for (const button of bar().querySelectorAll("[data-for]")) {
    const enough = { any: ticked.size > 0, several: ticked.size > 1 };
    button.disabled = !(enough[button.dataset.for] ?? kinds.has(button.dataset.for));
  }
}

function turn(on) {
  if (!bar()) return false;
  page.toggleAttribute("data-ui-selecting", on);
  if (!on) ticked.clear();
  last = null;
  draw();
}

function set(box, isTicked) {
  ticked[isTicked ? "add" : "delete"](box.value);
}

/** Tick a box; with `reach` all from the one that was ticked before. */
function tick(box, isTicked, reach) {
  const all = boxes();
  const [from, to] = [all.findIndex((one) => one.value === last), all.indexOf(box)];
  const reached = reach && from >= 0 ? all.slice(Math.min(from, to), Math.max(from, to) + 1) : [box];
  for (const one of reached) set(one, isTicked);
  last = box.value;
  draw();
}

function tickAll() {
  for (const box of boxes()) set(box, true);
  draw();
}

document.addEventListener("click", (event) => {
  const target = event.target.closest?.("[data-select], [data-pick], [data-merge], .pick input, .card");
  if (!target) return;
  if (target.matches("[data-merge]")) {
    event.preventDefault();
    const query = new URLSearchParams([...ticked].map((id) => ["asset", id]));
    return open(`${target.dataset.merge}?${query}`, { from: target, size: "wide" });
  }
  if (target.matches("[data-select]")) {
    event.preventDefault();
    return turn(!isOn());
  }
  if (target.matches("[data-pick]")) return tickAll();
  if (target.matches(".pick input")) return tick(target, target.checked, event.shiftKey);
  // While selecting, the whole card is the tick, but for what acts by itself.
  if (!isOn() || event.target.closest(".acts, button, summary, input, textarea, select, label")) return;
  const box = target.querySelector(".pick input");
  if (!box) return;
  event.preventDefault();
  event.stopPropagation();
  tick(box, !box.checked, event.shiftKey);
}, true);

// A range is no selection of text.
document.addEventListener("mousedown", (event) => {
  if (isOn() && event.shiftKey && event.target.closest?.(".card, .compact li")) event.preventDefault();
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  if (ctx.sourceElement.id === "many" && ctx.response.status < 400) turn(false);
});

document.addEventListener("page:changed", draw);

register({ keys: ["s"], where: "Board", says: "Select several", act: () => turn(!isOn()) });
register({
  keys: ["Mod+a"],
  where: "Selecting",
  says: "Select all that are shown",
  act: () => (isOn() ? tickAll() : false),
});
register({
  keys: ["Escape"],
  where: "Selecting",
  says: "Leave selecting",
  act: () => (isOn() && !document.querySelector("details.menu[open]") ? turn(false) : false),
});
register({
  keys: ["x"],
  where: "Selecting",
  says: "Tick the focused card",
  act: () => {
    const box = document.activeElement?.closest(".card, .compact li")?.querySelector(".pick input");
    if (!isOn() || !box) return false;
    tick(box, !box.checked, false);
  },
});

// A page that came in the mode without a script goes on with one.
const address = new URL(location.href);
if (bar() && address.searchParams.get("select") === "1") {
  address.searchParams.delete("select");
  history.replaceState(null, "", address);
  turn(true);
} else {
  draw();
}
