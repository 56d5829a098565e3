// Pillars as chips: each phrase can be taken away, and Enter adds one. What is sent is the field
// with a line for each, which is all there is without a script.

const MOST_LETTERS = 120;

function linesOf(field) {
  return field.value.split("\n").map((line) => line.trim()).filter(Boolean);
}

function made(name, className = "", text = "") {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

function write(room, lines) {
  const field = room.querySelector("textarea");
  field.value = lines.join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  show(room);
}

function chip(text, at) {
  const item = made("li", "chip");
  item.dir = "auto";
  const away = made("button", "", "\u00d7");
  away.type = "button";
  away.dataset.pillar = at;
  away.setAttribute("aria-label", `Remove ${text}`);
  item.append(made("span", "", text), away);
  return item;
}

function entry(field) {
  const input = made("input");
  input.type = "text";
  input.maxLength = MOST_LETTERS;
  input.dir = "auto";
  input.placeholder = "Add a pillar, then Enter";
  input.setAttribute("aria-label", "Add a pillar");
  input.setAttribute("aria-describedby", field.getAttribute("aria-describedby") ?? "");
  return input;
}

/** Show the lines of the field as chips, if they are not shown already. */
function show(room) {
  const field = room.querySelector("textarea");
  const lines = linesOf(field);
  const shown = JSON.stringify(lines);
  let box = room.querySelector(".chips");
  if (box?.dataset.shown === shown) return;
  if (!box) {
    box = made("ul", "chips");
    box.setAttribute("aria-label", "Pillars");
    field.after(box, entry(field));
  }
  box.dataset.shown = shown;
  box.replaceChildren(...lines.map(chip));
  const input = room.querySelector("input");
  input.hidden = lines.length >= Number(room.dataset.most);
  room.setAttribute("data-ui-chips", "");
}

function showAll() {
  document.querySelectorAll("[data-pillars]").forEach(show);
}

function add(input) {
  const room = input.closest("[data-pillars]");
  const typed = input.value.trim();
  if (!typed) return;
  const lines = linesOf(room.querySelector("textarea"));
  input.value = "";
  if (!lines.some((line) => line.toLowerCase() === typed.toLowerCase())) write(room, [...lines, typed]);
}

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches?.("[data-pillars] input")) return;
  if (event.key === "Enter" && !event.isComposing) {
    event.preventDefault(); // the form is not sent
    add(input);
  } else if (event.key === "Backspace" && !input.value) {
    const room = input.closest("[data-pillars]");
    write(room, linesOf(room.querySelector("textarea")).slice(0, -1));
  }
});

// What stands there unfinished is meant, too.
document.addEventListener("focusout", (event) => {
  if (event.target.matches?.("[data-pillars] input")) add(event.target);
});

document.addEventListener("click", (event) => {
  const away = event.target.closest?.("[data-pillar]");
  if (!away) return;
  const room = away.closest("[data-pillars]");
  const at = Number(away.dataset.pillar);
  write(room, linesOf(room.querySelector("textarea")).filter((_, place) => place !== at));
  const left = room.querySelectorAll("[data-pillar]");
  (left[Math.min(at, left.length - 1)] ?? room.querySelector("input")).focus();
});

for (const change of ["page:changed", "dialog:opened", "saving:done", "saving:again"]) {
  document.addEventListener(change, showAll);
}
showAll();
