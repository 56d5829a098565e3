// Nothing typed is lost by leaving: it is saved on the way out, or kept in this tab and offered
// when somebody comes back. Leaving asks only where neither is sure.

import { isLate, save } from "./autosave.js";
import { close } from "./dialog.js";
import { drop, kept, restore } from "./drafts.js";
import { edit } from "./editing.js";
import { rest, say, state } from "./saving.js";
import { fields, isWritten, known, write } from "./fields.js";

function unsaved(room = document) {
  return [...room.querySelectorAll("form[data-save]")].filter(isWritten);
}

function isStuck(form) {
  return state(form) === "unsaved" || state(form) === "conflict" || isLate(form);
}

window.addEventListener("beforeunload", (event) => {
  const forms = unsaved();
  if (forms.some(isStuck)) return event.preventDefault();
  forms.forEach((form) => save(form));
});

document.addEventListener("visibilitychange", () => {
  if (document.hidden) unsaved().filter((form) => !isStuck(form)).forEach((form) => save(form));
});

// A dialog with text in it closes once the text is saved.
async function closeSaved(event) {
  const dialog = document.getElementById("dialog");
  const forms = unsaved(dialog);
  if (!dialog.open || forms.length === 0) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await Promise.all(forms.filter((form) => state(form) !== "conflict").map(save));
  if (close()) forms.forEach(drop);
}

document.addEventListener("cancel", closeSaved, true);
document.addEventListener(
  "click",
  (event) => {
    if (event.target.id === "dialog" || event.target.closest?.("#dialog [data-close]")) closeSaved(event);
  },
  true,
);

// --- what was left behind -----------------------------------------------------------------------

function offer() {
  for (const address of kept()) {
    const [form, ...others] = document.querySelectorAll(`form[data-save="${CSS.escape(address)}"]`);
    if (!form || [form, ...others].some(state)) continue;
    if (form.matches("[data-card]")) edit(form, { quietly: true });
    if (restore(form)) {
      say(form, "unsaved", "This was not saved when you left.");
      form.setAttribute("data-ui-found", "");
    } else if (form.matches("[data-card]")) edit.close(form);
  }
}

document.addEventListener("saving:done", (event) => event.target.removeAttribute("data-ui-found"));

document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-discard]")?.closest("form[data-save]");
  if (!form) return;
  for (const field of fields(form)) write(field, known(field));
  drop(form);
  rest(form);
  if (form.matches("[data-card]")) edit.close(form);
});

document.addEventListener("dialog:opened", offer);
document.addEventListener("page:changed", offer); // a list may be narrowed no more
offer();
