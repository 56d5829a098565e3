// Two wrote the same text at once: both are shown, and somebody says which stays. Nothing is lost:
// what is not taken is in the history, or a click away.

import { called, carry, read, settle, write } from "./fields.js";
import { drop } from "./drafts.js";
import { say } from "./saving.js";

const open = new WeakMap();

/** Show both texts of every field that two changed. */
export function dispute(form, disputed, values, carried) {
  settled(form);
  say(form, "conflict", "Not saved: somebody else changed this meanwhile.");
  const made = document.getElementById("conflict").content.cloneNode(true).firstElementChild;
  const row = made.querySelector("[data-row]");
  for (const field of disputed) {
    const one = row.cloneNode(true);
    one.querySelector("[data-called]").textContent = called(field);
    one.querySelector("[data-theirs]").textContent = values[field.name] || "(empty)";
    one.querySelector("[data-mine]").textContent = read(field) || "(empty)";
    row.before(one);
  }
  row.remove();
  open.set(form, { disputed, values, carried });
  (form.querySelector("[data-saving]") ?? form).append(made);
  if (form.contains(document.activeElement)) made.scrollIntoView({ block: "nearest" });
}

function settled(form) {
  form.querySelector(".conflict")?.remove();
}

function keepMine(form, { disputed, values, carried }) {
  for (const field of disputed) settle(field, values[field.name]);
  carry(form, carried);
}

function takeTheirs(form, { disputed, values, carried }) {
  const mine = disputed.map((field) => [field, read(field)]);
  keepMine(form, { disputed, values, carried });
  for (const field of disputed) write(field, values[field.name]);
  open.set(form, { mine });
  drop(form);
}

document.addEventListener("click", async (event) => {
  const form = event.target.closest?.("form[data-save]");
  const about = form && open.get(form);
  if (!about) return;
  if (event.target.closest("[data-take=mine]")) {
    settled(form);
    keepMine(form, about);
    form.dispatchEvent(new CustomEvent("saving:again", { bubbles: true }));
  } else if (event.target.closest("[data-take=theirs]")) {
    settled(form);
    takeTheirs(form, about);
    say(form, "open", "Theirs is kept.");
    form.setAttribute("data-ui-took", "theirs");
    about.disputed[0].focus();
    form.dispatchEvent(new CustomEvent("saving:again", { bubbles: true }));
  } else if (event.target.closest("[data-put-back]")) {
    form.removeAttribute("data-ui-took");
    for (const [field, text] of about.mine) write(field, text);
    form.dispatchEvent(new CustomEvent("saving:again", { bubbles: true }));
  }
});
