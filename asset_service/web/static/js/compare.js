// Two pictures: beside each other, one over the other with a line to move, or flipped by holding
// a key. How is kept on the view itself, which a change of it leaves alone.

import { fullView } from "./viewer.js";

let chosen = "side";

function compared() {
  const full = fullView();
  return full?.matches(".compare") ? full : null;
}

function apply() {
  const full = compared();
  if (!full) return;
  full.setAttribute("data-ui-mode", chosen);
  for (const button of full.querySelectorAll("[data-mode]")) {
    button.setAttribute("aria-pressed", String(button.dataset.mode === chosen));
  }
  split(full.querySelector(".split"));
}

/** Cut the second picture where the line is: its handle stays within the stage, so the line does. */
function split(input) {
  const cut = `calc(12px + ${input.value / 100} * (100% - 24px))`;
  input.closest(".full").querySelector(".pane:nth-child(2) .stage").style.setProperty("--cut", cut);
}

function flip(isOver) {
  compared()?.toggleAttribute("data-ui-flipped", isOver);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-mode]");
  if (!button) return;
  chosen = button.dataset.mode;
  apply();
  dispatchEvent(new Event("resize")); // the stages have another size
});

document.addEventListener("input", (event) => {
  if (event.target.matches?.(".split")) split(event.target);
});

document.addEventListener("pointerdown", (event) => {
  if (event.target.closest?.("[data-flip]")) flip(true);
});
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => flip(false));

function isFlip(event) {
  const onButton = event.target.closest?.("[data-flip]") && [" ", "Enter"].includes(event.key);
  return compared() && chosen === "flip" && (onButton || event.key?.toLowerCase() === "f");
}

document.addEventListener("keydown", (event) => {
  if (!isFlip(event)) return;
  event.preventDefault();
  flip(true);
});
document.addEventListener("keyup", (event) => {
  if (isFlip(event)) flip(false);
});
addEventListener("blur", () => flip(false));

for (const when of ["full:shown", "page:changed"]) document.addEventListener(when, apply);
apply();
