// The words of a card are changed where they are read: a click on them, or on the pencil, makes
// them fields; leaving them saves, Escape takes them back as they were.

import { beginAnew, save, still } from "./autosave.js";
import { drop } from "./drafts.js";
import { fields, known, write } from "./fields.js";
import { missed, rest, state } from "./saving.js";

const before = new WeakMap();

function words(form) {
  return form.querySelector(".description");
}

/** Make the words of a card fields; `quietly` leaves the focus where it is. */
export function edit(form, { quietly = false } = {}) {
  if (form.querySelector(".editor")) return;
  rest(form);
  const editor = document.getElementById("editor").content.cloneNode(true).firstElementChild;
  form.append(editor);
  form.setAttribute("data-ui-editing", "");
  form.setAttribute("data-ui-state", "open");
  form.elements.version.value = form.dataset.version;
  const texts = { name: form.dataset.name, description: "empty" in words(form).dataset ? "" : words(form).textContent };
  for (const field of fields(form)) {
    field.defaultValue = texts[field.name];
    field.setAttribute("aria-label", `${field.dataset.called} of ${form.dataset.name}`);
  }
  before.set(form, texts);
  beginAnew(form);
  if (quietly) return;
  const text = form.elements.description;
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
}

/** Show the words again, as they are now. */
edit.close = (form) => {
  if (!form.querySelector(".editor")) return;
  const { name, description, version } = form.elements;
  show(form, known(name), known(description), version.value);
  const isFocused = form.contains(document.activeElement);
  if (state(form) === "saved") form.append(form.querySelector(".saving"));
  form.querySelector(".editor").remove();
  form.removeAttribute("data-ui-editing");
  form.removeAttribute("data-ui-found");
  form.removeAttribute("data-ui-took");
  if (state(form) !== "saved") rest(form);
  catchUp(form);
  if (isFocused) form.querySelector("a[data-edit]").focus({ preventScroll: true });
};

function show(form, name, description, version) {
  Object.assign(form.dataset, { name, version });
  const text = words(form);
  text.textContent = description || "No description yet.";
  text.toggleAttribute("data-empty", !description);
  text.classList.toggle("muted", !description);
  const title = document.getElementById(`name-${form.dataset.asset}`)?.querySelector("bdi");
  if (title) title.textContent = name;
}

// What others did to it meanwhile.
function catchUp(form) {
  const newer = missed(form);
  if (!newer || Number(newer.dataset.version) <= Number(form.dataset.version)) return;
  const isEmpty = "empty" in newer.querySelector(".description").dataset;
  show(form, newer.dataset.name, isEmpty ? "" : newer.querySelector(".description").textContent, newer.dataset.version);
}

async function leave(form) {
  if ((await save(form)) && !form.contains(document.activeElement)) edit.close(form);
}

async function takeBack(form) {
  const texts = before.get(form);
  await still(form);
  // What was stored while somebody typed is a step of the history, so that Escape loses nothing.
  beginAnew(form);
  for (const field of fields(form)) write(field, texts[field.name]);
  if (!(await save(form))) return;
  drop(form);
  edit.close(form);
}

function formOf(event) {
  return event.target.closest?.("form[data-card]");
}

document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-edit]") && formOf(event);
  if (!form || event.ctrlKey || event.metaKey || event.shiftKey || String(getSelection())) return;
  if (form.closest("[data-ui-selecting]")) return; // then a click selects the card
  event.preventDefault();
  edit(form);
});

document.addEventListener("focusout", (event) => {
  const form = formOf(event);
  if (!form?.querySelector(".editor") || form.contains(event.relatedTarget)) return;
  if (state(form) === "conflict" || form.hasAttribute("data-ui-found")) return;
  setTimeout(() => leave(form));
});

document.addEventListener(
  "keydown",
  (event) => {
    const form = formOf(event);
    // Enter and Escape of somebody who composes a letter are for what is composed.
    if (event.isComposing || !form?.contains(event.target.closest(".editor"))) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      takeBack(form);
    } else if (event.key === "Enter" && (event.target.nodeName === "INPUT" || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save(form).then((went) => went && edit.close(form));
    }
  },
  true,
);

document.addEventListener("saving:done", ({ target: form }) => {
  if (form.matches("[data-card]") && !form.contains(document.activeElement)) edit.close(form);
});

document.addEventListener("saving:calm", (event) => {
  const form = event.target;
  if (form.querySelector(".editor")) form.setAttribute("data-ui-state", "open");
  else if (form.matches("[data-card]")) catchUp(form);
});
