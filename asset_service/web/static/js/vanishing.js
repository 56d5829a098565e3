// A form leaves the page when what it changes is locked, deferred or deleted by somebody else, or left
// out of a list that is narrowed. What was typed in it is not lost with it: the server says whether
// it can still be saved, and what it does not take is told, and offered where the form comes back.

import { save } from "./autosave.js";
import { kept } from "./drafts.js";
import { fields, isWritten, known, read } from "./fields.js";
import { state } from "./saving.js";
import { tell } from "./telling.js";

const writing = new Set();

document.addEventListener("input", (event) => {
  if (event.target.form?.matches("[data-save]")) writing.add(event.target.form);
});

document.addEventListener("page:changed", () => {
  for (const form of [...writing].filter((one) => !one.isConnected)) {
    writing.delete(form);
    if (isWritten(form) && kept().includes(form.dataset.save)) part(form);
  }
});

async function part(form) {
  if (state(form) !== "conflict" && (await save(form))) return;
  const typed = fields(form).filter((field) => read(field) !== known(field)).map(read);
  tell(`This is not on the page any more. What you typed and is not saved: ${typed.join(" · ")}`);
}
