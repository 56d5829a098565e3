// The review of an extraction as fast as hands are: K, D and X decide and move on, Z takes back,
// the numbers follow. Nothing is sent before it is confirmed.

import { isTyped } from "./held.js";
import { count, say } from "./tally.js";

const KEYS = { k: "keep", d: "defer", x: "delete" };
const SAID = { keep: "kept", defer: "deferred", delete: "deleted" };

const known = new WeakMap(); // row -> what is decided of it
const done = []; // what Z takes back, each as [row, decision before] of one or many rows
let isSent = false;

function reviewed() {
  return document.getElementById("review");
}

function rowOf(node) {
  return node?.closest?.("#review .entities > li");
}

function rowsIn(place) {
  return [...place.querySelectorAll(".entities > li")];
}

function decisionOf(row) {
  return row.querySelector(".tri input:checked").value;
}

function nameOf(row) {
  return row.querySelector(".entity strong").textContent.trim();
}

function put(row, decision) {
  row.querySelector(`.tri input[value="${decision}"]`).checked = true;
  known.set(row, decision);
}

/** Decide alike of these rows, to be taken back as one. */
function decide(rows, decision, what) {
  const changed = rows.filter((row) => known.get(row) !== decision);
  if (changed.length) done.push(changed.map((row) => [row, known.get(row)]));
  for (const row of changed) put(row, decision);
  say(reviewed(), `${what} ${SAID[decision]}`);
}

function takeBack() {
  const last = done.pop()?.filter(([row]) => row.isConnected);
  if (!last?.length) return say(reviewed(), "Nothing to undo");
  for (const [row, before] of last) put(row, before);
  const [[first, before]] = last;
  say(reviewed(), last.length > 1 ? `${last.length} decisions undone` : `${nameOf(first)} ${SAID[before]} again`);
  goTo(first);
}

function goTo(row) {
  if (!row) return;
  row.querySelector(".tri input:checked").focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

function besides(row, step) {
  const rows = rowsIn(reviewed());
  return row ? rows[rows.indexOf(row) + step] : rows[0];
}

/** Take over a review as it is shown now. What was decided and refused is not what was proposed. */
function look() {
  const form = reviewed();
  if (!form) return;
  for (const row of form.querySelectorAll("[data-proposed]")) {
    const decision = decisionOf(row);
    for (const radio of row.querySelectorAll(".tri input")) {
      radio.defaultChecked = radio.value === row.dataset.proposed;
    }
    put(row, decision);
    delete row.dataset.proposed;
  }
  for (const row of rowsIn(form)) known.set(row, decisionOf(row));
  count(form);
}

// --- keys, clicks --------------------------------------------------------------------------------

document.addEventListener("keydown", (event) => {
  const form = reviewed();
  const isOurs = form && (form.contains(event.target) || event.target.contains(form));
  if (!isOurs || event.ctrlKey || event.metaKey || event.altKey || !event.key) return;
  const key = /^[a-z]$/i.test(event.key) ? event.key.toLowerCase() : event.key;
  const row = rowOf(event.target);
  if (event.repeat && !key.startsWith("Arrow")) return; // held, it would decide row after row
  if (key === "ArrowDown" || key === "ArrowUp") {
    if (!row && key === "ArrowUp") return;
    goTo(besides(row, key === "ArrowDown" ? 1 : -1));
  } else if (key === "z" && form.contains(event.target)) takeBack();
  else if (row && KEYS[key]) {
    decide([row], KEYS[key], nameOf(row));
    goTo(besides(row, 1));
  } else return;
  event.preventDefault(); // a radio group would take the arrows for itself
});

document.addEventListener("change", ({ target }) => {
  const row = rowOf(target);
  if (row && target.type === "radio") decide([row], target.value, nameOf(row));
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("#review [data-undo]")) return takeBack();
  const button = event.target.closest?.('#review button[name="all"]');
  if (!button) return;
  event.preventDefault();
  const [type, decision] = button.value.split(":");
  const rows = rowsIn(reviewed()).filter((row) => row.parentElement.dataset.type === type);
  decide(rows, decision, `${rows.length} ${rows.length === 1 ? "name" : "names"}`);
});

// --- leaving asks when something was decided, and not when it was confirmed ----------------------

addEventListener("beforeunload", (event) => {
  const form = reviewed();
  if (form && !isSent && isTyped(form)) event.preventDefault();
});

document.addEventListener("submit", ({ target }) => {
  if (target === reviewed()) isSent = true;
});

document.addEventListener("htmx:error", () => (isSent = false));
document.addEventListener("page:changed", () => (isSent = false));
document.addEventListener("htmx:after:request", ({ detail }) => {
  if (detail.ctx.response.status >= 400) isSent = false;
});

document.addEventListener("dialog:opened", look);
document.addEventListener("page:changed", look);
look();
