// The scenes of an asset are ticked in a list. What counts is the field of numbers behind it: it is
// sent, it is kept, and it is what stays when the page changes.

const RANGE = /^([0-9]{1,6})(?:\s*[-–]\s*([0-9]{1,6}))?$/;

function read(text) {
  const found = new Set();
  for (const part of text.split(/[,;]\s*|(?<![-–])\s+(?![-–])/).filter(Boolean)) {
    const [, first, last] = part.match(RANGE) ?? [];
    for (let number = Number(first); number <= Number(last ?? first); number++) found.add(number);
  }
  return found;
}

function write(numbers) {
  const runs = [];
  for (const number of [...numbers].sort((one, two) => one - two)) {
    const run = runs.at(-1);
    if (run && number === run[1] + 1) run[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([first, last]) => (last - first > 1 ? `${first}-${last}` : last > first ? `${first}, ${last}` : first)).join(", ");
}

function parts(field) {
  return {
    typed: field.querySelector("#scene_numbers"),
    boxes: [...field.querySelectorAll(".scenes-list [type=checkbox]")],
    told: field.querySelector("[data-picked]"),
  };
}

function say(field) {
  const { boxes, told, typed } = parts(field);
  const count = boxes.filter((box) => box.checked).length;
  const words = count ? `${count} of ${boxes.length}: ${typed.value}` : "none ticked, so it belongs to every scene";
  if (told.textContent !== words) told.textContent = words;
}

/** Tick what the numbers say. */
function fill(field) {
  const { typed, boxes } = parts(field);
  const numbers = read(typed.value);
  // A number that is no scene of the script cannot be ticked: it stays to be typed.
  const known = new Set(boxes.map((box) => Number(box.value)));
  const isClear = boxes.length > 0 && [...numbers].every((number) => known.has(number));
  field.toggleAttribute("data-ui-list", isClear && typed.getAttribute("aria-invalid") !== "true");
  for (const box of boxes) box.checked = box.defaultChecked = numbers.has(Number(box.value));
  if (boxes.length) say(field);
}

function fillAll() {
  document.querySelectorAll("[data-scenes]").forEach(fill);
}

function take(field) {
  const { typed, boxes } = parts(field);
  for (const box of boxes) box.defaultChecked = box.checked;
  typed.value = write(boxes.filter((box) => box.checked).map((box) => Number(box.value)));
  say(field);
  typed.dispatchEvent(new Event("input", { bubbles: true }));
}

function narrow(field, text) {
  const wanted = text.normalize("NFKC").toLowerCase().trim();
  let shown = 0;
  for (const item of field.querySelectorAll(".scenes-list li")) {
    item.hidden = !item.textContent.normalize("NFKC").toLowerCase().replace(/\s+/g, " ").includes(wanted);
    shown += item.hidden ? 0 : 1;
  }
  field.querySelector("[data-nothing]").hidden = shown > 0;
}

document.addEventListener("change", (event) => {
  if (event.target.matches(".scenes-list [type=checkbox]")) take(event.target.closest("[data-scenes]"));
});

document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-narrow]")) return;
  event.target.defaultValue = event.target.value; // nothing that leaving would lose
  narrow(event.target.closest("[data-scenes]"), event.target.value);
});

// Enter in the search is no wish to send the form.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.("[data-narrow]")) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-tick]");
  if (!button) return;
  const field = button.closest("[data-scenes]");
  for (const box of parts(field).boxes) {
    if (!box.closest("li").hidden) box.checked = button.dataset.tick === "all";
  }
  take(field);
});

document.addEventListener("dialog:opened", fillAll);
document.addEventListener("htmx:finally:request", () => setTimeout(fillAll)); // shown again in a dialog
document.addEventListener("page:changed", fillAll);
fillAll();
