// Looking closer: a picture, or two together, enlarged about a point and moved. A view's place is
// the scale against the whole picture, and how far its middle is off, in parts of the stage.

import { fullView } from "./viewer.js";

const LARGEST = 16;
const STEP = 1.25;
const NEAR = 4; // pixels that a click may move
const places = new WeakMap();

function placeOf(full) {
  if (!places.has(full)) places.set(full, { scale: 1, x: 0, y: 0 });
  return places.get(full);
}

function pictures(full) {
  return [...full.querySelectorAll(".stage img")];
}

/** How wide and high the whole picture is on its stage. */
function fitted(image) {
  const stage = image.parentElement.getBoundingClientRect();
  const [width, height] = [image.getAttribute("width"), image.getAttribute("height")];
  const by = Math.min(stage.width / width, stage.height / height);
  return { width: width * by, height: height * by, stage };
}

/** The scale at which a pixel of the picture is one of the screen. */
function actual(full) {
  const [image] = pictures(full);
  return (image.naturalWidth || Number(image.getAttribute("width"))) / fitted(image).width;
}

function apply(full) {
  const place = placeOf(full);
  const most = { x: 0, y: 0 };
  for (const image of pictures(full)) {
    const { width, height, stage } = fitted(image);
    most.x = Math.max(most.x, (width * place.scale) / stage.width / 2 - 0.5);
    most.y = Math.max(most.y, (height * place.scale) / stage.height / 2 - 0.5);
  }
  place.x = Math.max(-most.x, Math.min(place.x, most.x));
  place.y = Math.max(-most.y, Math.min(place.y, most.y));
  for (const image of pictures(full)) {
    image.style.transform = `translate(${place.x * 100}%, ${place.y * 100}%) scale(${place.scale})`;
  }
  full.toggleAttribute("data-ui-zoomed", place.scale > 1);
  full.querySelector(".zoom output").value = place.scale === 1 ? "Fit" : `${Math.round((100 * place.scale) / actual(full))} %`;
}

/** Enlarge to `scale`; the point under (x, y), in parts of the stage from its middle, stays. */
function enlarge(full, scale, x = 0, y = 0) {
  const place = placeOf(full);
  const next = Math.max(Math.min(1, actual(full)), Math.min(scale, Math.max(LARGEST, actual(full))));
  place.x = x - ((x - place.x) * next) / place.scale;
  place.y = y - ((y - place.y) * next) / place.scale;
  place.scale = next;
  apply(full);
}

function pan(full, x, y) {
  const place = placeOf(full);
  [place.x, place.y] = [place.x + x, place.y + y];
  apply(full);
}

function pointOn(stage, event) {
  const { left, top, width, height } = stage.getBoundingClientRect();
  return [(event.clientX - left) / width - 0.5, (event.clientY - top) / height - 0.5];
}

const BUTTONS = {
  in: (full) => enlarge(full, placeOf(full).scale * STEP),
  out: (full) => enlarge(full, placeOf(full).scale / STEP),
  fit: (full) => enlarge(full, 1),
  full: (full) => enlarge(full, actual(full)),
};

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-zoom]");
  if (button) BUTTONS[button.dataset.zoom](button.closest(".full"));
});

document.addEventListener(
  "wheel",
  (event) => {
    const stage = event.target.closest?.(".full .stage");
    if (!stage) return;
    event.preventDefault();
    const full = stage.closest(".full");
    enlarge(full, placeOf(full).scale * Math.exp(-event.deltaY / 400), ...pointOn(stage, event));
  },
  { passive: false },
);

const ARROWS = { ArrowLeft: [0.1, 0], ArrowRight: [-0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };

// Shift and an arrow move a picture that is larger than its stage.
document.addEventListener("keydown", (event) => {
  const full = fullView();
  if (!full || !event.shiftKey || !(event.key in ARROWS) || event.target.closest?.("input")) return;
  event.preventDefault();
  pan(full, ...ARROWS[event.key]);
});

// --- fingers and mice ---------------------------------------------------------------------------

const held = new Map();
let moved = 0;

function apart() {
  const [one, two] = [...held.values()];
  return Math.hypot(one.clientX - two.clientX, one.clientY - two.clientY);
}

document.addEventListener("pointerdown", (event) => {
  const stage = event.target.closest?.(".full .stage");
  if (!stage || event.button) return;
  if (!held.size) moved = 0;
  held.set(event.pointerId, event);
  stage.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  const before = held.get(event.pointerId);
  const stage = event.target.closest?.(".full .stage");
  if (!before || !stage) return;
  const full = stage.closest(".full");
  const gap = held.size === 2 ? apart() : 0;
  held.set(event.pointerId, event);
  const { width, height } = stage.getBoundingClientRect();
  const [x, y] = [event.clientX - before.clientX, event.clientY - before.clientY];
  moved += Math.hypot(x, y);
  if (gap) enlarge(full, (placeOf(full).scale * apart()) / gap, ...pointOn(stage, event));
  else if (placeOf(full).scale > 1) pan(full, x / width, y / height);
});

// Without dragging: a click goes close to what was clicked, another one back.
function release(event) {
  if (!held.delete(event.pointerId) || held.size || event.type === "pointercancel" || moved > NEAR) return;
  const stage = event.target.closest?.(".full .stage");
  const full = stage?.closest(".full");
  if (!full) return;
  if (placeOf(full).scale > 1) enlarge(full, 1);
  else enlarge(full, Math.max(actual(full), 2), ...pointOn(stage, event));
}

document.addEventListener("pointerup", release);
document.addEventListener("pointercancel", release);

function again() {
  const full = fullView();
  if (full) apply(full);
}

for (const when of ["full:shown", "page:changed"]) document.addEventListener(when, again);
addEventListener("resize", again);
again();
