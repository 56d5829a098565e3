// Reference pictures are added, moved and taken away in place: the words beside them stay as they
// are typed, and the dialog they may be in stays open. They come by the button, dropped or pasted.

import { pasted } from "./pasting.js";
import { line } from "./tray.js";
import { tell } from "./telling.js";

const AWAY = "The server cannot be reached. Its answer may be lost alone: see whether it was done before you try again.";
const ROOM = "[data-references]";
let under = Promise.resolve();

/** Where pictures go from here: the references themselves, or the style that they belong to. */
function placeOf(element) {
  return element?.closest?.(ROOM) ?? element?.closest?.(".style-panel")?.querySelector(ROOM) ?? null;
}

/** Where there is room for one more. */
function adderOf(place) {
  return place?.querySelector("form[enctype]") ?? null;
}

/** Send it after those that are under way; resolves to why it did not work, or to nothing. */
function send(address, body) {
  const sent = under.then(() => ask(address, body));
  under = sent;
  return sent;
}

async function ask(address, body) {
  let answer;
  let text;
  try {
    answer = await fetch(address, { method: "POST", body, headers: { Accept: "text/html" } });
    text = await answer.text();
  } catch {
    return AWAY;
  }
  const page = new DOMParser().parseFromString(text, "text/html");
  const bad = page.querySelector("#told .flash.bad p")?.textContent;
  if (bad) return bad;
  if (!answer.ok) return page.querySelector("main p")?.textContent.trim() || `That did not work (${answer.status}).`;
  const told = page.getElementById("told");
  if (told) document.getElementById("told").append(...told.children); // beside what was told meanwhile
  const now = page.querySelector(ROOM);
  if (!now) return "The style is not written here any more: read the page again.";
  show(now);
  return "";
}

// The one that is in use: in a dialog, else on the page.
function show(now) {
  const places = [...document.querySelectorAll(ROOM)];
  const place = places.find((one) => one.closest("dialog[open]")) ?? places[0];
  if (!place) return;
  const isOpen = place.querySelector("details")?.open ?? false;
  place.replaceChildren(...now.childNodes);
  const details = place.querySelector("details");
  if (details) details.open = isOpen;
}

function fieldsOf(form, place) {
  const body = new FormData(form);
  body.set("back", place.dataset.references);
  return body;
}

// --- acts ---------------------------------------------------------------------------------------

async function act(button, place) {
  const name = button.getAttribute("aria-label");
  const at = [...place.querySelectorAll("button[formaction]")].indexOf(button);
  place.setAttribute("aria-busy", "true");
  const why = await send(button.formAction, fieldsOf(document.getElementById("acts"), place));
  place.removeAttribute("aria-busy");
  if (why) return tell(why);
  // The focus stays on what was moved, else where it was.
  const moved = name.match(/^Move reference \d+(.*) (earlier|later)$/);
  const left = [...place.querySelectorAll("button[formaction]")];
  const same = moved && left.filter((one) => one.closest("li")?.querySelector(`[aria-label$="${CSS.escape(`${moved[1]} ${moved[2]}`)}"]`) === one);
  (same?.[0] ?? left[Math.min(at, left.length - 1)] ?? place.querySelector("input"))?.focus();
}

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest?.(`${ROOM} button[formaction]`);
    if (!button) return;
    event.preventDefault();
    event.stopPropagation();
    act(button, placeOf(button));
  },
  true,
);

// --- pictures -----------------------------------------------------------------------------------

function refusal(file, place) {
  const kinds = adderOf(place).querySelector("input[type=file]").accept.split(",");
  if (!kinds.includes(file.type)) return "It is no PNG, JPEG or WebP picture. Nothing was sent.";
  if (file.size > Number(place.dataset.most)) return "It is larger than what is taken. Nothing was sent.";
  return "";
}

function add(files, place) {
  const form = adderOf(place);
  for (const file of files) {
    const shown = line(`${file.name} as a reference`, () => {});
    const why = refusal(file, place);
    if (why) {
      shown.failed(why);
      continue;
    }
    const body = fieldsOf(form, place);
    body.set("file", file);
    shown.progress(1);
    send(form.action, body).then((wrong) => (wrong ? shown.failed(wrong) : shown.done()));
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches(`${ROOM} form[enctype]`)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const files = [...form.querySelector("input[type=file]").files];
    form.querySelector("input[type=file]").value = "";
    add(files, placeOf(form));
  },
  true,
);

// Whoever has chosen pictures wants them.
document.addEventListener("change", (event) => {
  if (event.target.matches?.(`${ROOM} input[type=file]`)) event.target.form.requestSubmit();
});

function carries(event) {
  return event.dataTransfer?.types.includes("Files");
}

document.addEventListener("dragover", (event) => {
  const place = carries(event) ? placeOf(event.target) : null;
  if (!adderOf(place)) return;
  event.preventDefault();
  place.setAttribute("data-ui-over", "");
});

document.addEventListener("drop", (event) => {
  const place = carries(event) ? placeOf(event.target) : null;
  if (!adderOf(place)) return;
  event.preventDefault();
  place.removeAttribute("data-ui-over");
  add([...event.dataTransfer.files], place);
});

document.addEventListener("paste", (event) => {
  const files = pasted(event);
  const place = placeOf(document.activeElement) ?? placeOf(document.querySelector(".style-panel:hover"));
  if (!files.length || !adderOf(place)) return;
  event.preventDefault();
  add(files, place);
});
