// Pictures come by the button, dropped on a card or pasted on it. Several become attempts in their
// order. What would not be taken is said before it is sent, and what makes room for it is asked.

import { ask } from "./asking.js";
import { evicted, named } from "./evicting.js";
import { focusedCard } from "./moving.js";
import { pasted } from "./pasting.js";
import { enqueue, underWay } from "./sending.js";
import { line } from "./tray.js";

const OF_A_FORM = 'form[enctype="multipart/form-data"][action$="/upload"]';
const shared = () => document.getElementById("upload");
let chosen = null;

/** Where pictures for a place go: a card on the board, or the asset that a page is about. */
function targetAt(element) {
  const link = element?.closest?.(".card")?.querySelector("[data-upload]");
  if (link && shared()) {
    const name = link.closest(".card").querySelector("h3")?.textContent.trim() ?? "";
    return { form: shared(), address: link.dataset.upload, attempts: () => link.dataset.attempts, name };
  }
  const form = element?.closest?.("main")?.querySelector(OF_A_FORM);
  return form ? ofForm(form) : null;
}

function ofForm(form) {
  const name = document.querySelector("main h1")?.textContent.trim() ?? "";
  return { form, address: form.action, attempts: () => form.dataset.attempts ?? "", name };
}

// --- before it is sent --------------------------------------------------------------------------

function megabytes(bytes) {
  return `${Math.round((bytes / 1048576) * 10) / 10} MB`;
}

function refusal(file, { form }) {
  const kinds = form.querySelector("input[type=file]").accept.split(",");
  const most = Number(form.dataset.most ?? Infinity);
  if (!kinds.includes(file.type)) return "It is no PNG, JPEG or WebP picture. Nothing was sent.";
  if (file.size > most) return `It is larger than ${megabytes(most)}, the most that is taken. Nothing was sent.`;
  return "";
}

async function begin(files, target) {
  const fitting = [];
  for (const file of files) {
    const why = refusal(file, target);
    if (why) line(`${file.name} for ${target.name}`, () => {}).failed(why);
    else fitting.push(file);
  }
  const before = underWay(target.address);
  const live = target.attempts(); // by now: it may be long since the files were asked for
  const gone = evicted(live, fitting.length, before);
  const pictures = fitting.length === 1 ? "this picture" : `these ${fitting.length} pictures`;
  const isMeant =
    !gone.length ||
    (await ask({
      title: `Upload ${pictures} for ${target.name}?`,
      text: `Four attempts are kept: ${named(gone, live, before)} will move to the bin, which keeps what is there for 30 days.`,
      yes: "Upload",
    }));
  if (isMeant) fitting.forEach((file) => enqueue(file, target));
}

// --- how pictures come --------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("[data-upload]");
  if (!link || !shared() || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  chosen = targetAt(link);
  shared().querySelector("input[type=file]").click();
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("#upload input[type=file]") || !chosen) return;
  const files = [...event.target.files];
  event.target.value = "";
  begin(files, chosen);
});

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    // A form above the page answers into the page beneath, as every form there does.
    const isOurs = form.matches(OF_A_FORM) && !form.closest("dialog");
    const files = isOurs ? [...form.querySelector("input[type=file]").files] : [];
    if (!files.length) return;
    event.preventDefault();
    event.stopPropagation();
    const target = ofForm(form);
    form.reset();
    begin(files, target);
  },
  true,
);

function carries(event) {
  return event.dataTransfer?.types.includes("Files");
}

document.addEventListener("dragover", (event) => {
  document.querySelector("[data-ui-over]")?.removeAttribute("data-ui-over");
  if (!carries(event) || !targetAt(event.target)) return;
  event.preventDefault();
  event.target.closest(".card, .look-at")?.setAttribute("data-ui-over", "");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelector("[data-ui-over]")?.removeAttribute("data-ui-over");
});

document.addEventListener("drop", (event) => {
  document.querySelector("[data-ui-over]")?.removeAttribute("data-ui-over");
  const target = carries(event) ? targetAt(event.target) : null;
  if (!target) return;
  event.preventDefault();
  begin([...event.dataTransfer.files], target);
});

document.addEventListener("paste", (event) => {
  const files = pasted(event);
  const target = targetAt(focusedCard() ?? document.querySelector(".card:hover"));
  if (!files.length || !target) return;
  event.preventDefault();
  begin(files, target);
});
