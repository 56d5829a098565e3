// A form leaves the page when what it changes is locked, deferred or deleted by somebody else. What
// was typed in it is not lost with it.

import { drop, kept } from "./drafts.js";
import { fields, isWritten, known, read } from "./fields.js";
import { tell } from "./telling.js";

const writing = new Set();

document.addEventListener("input", (event) => {
  if (event.target.form?.matches("[data-save]")) writing.add(event.target.form);
});

document.addEventListener("page:changed", () => {
  for (const form of [...writing].filter((one) => !one.isConnected)) {
    writing.delete(form);
    if (!isWritten(form) || !kept().includes(form.dataset.save)) continue;
    const typed = fields(form).filter((field) => read(field) !== known(field)).map(read);
    tell(`This cannot be changed any more. What you typed and is not saved: ${typed.join(" · ")}`);
    drop(form);
  }
});
