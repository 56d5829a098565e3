// What is typed and not saved yet outlives the page, in this tab: it is offered when its form is
// shown again.

import { carry, fields, isSame, known, read, settle, write } from "./fields.js";

const PREFIX = "draft ";

function key(form) {
  return PREFIX + form.dataset.save;
}

/** Keep what is typed, with what it is based on. */
export function keep(form) {
  const typed = fields(form).map((field) => [field.name, [read(field), known(field)]]);
  const carried = [...form.elements].filter((field) => field.matches("[type=hidden][data-carried]"));
  const draft = {
    typed: Object.fromEntries(typed),
    carried: Object.fromEntries(carried.map((field) => [field.name, field.value])),
  };
  try {
    sessionStorage.setItem(key(form), JSON.stringify(draft));
  } catch {
    // there is no room, or no leave: then leaving asks
  }
}

export function drop(form) {
  sessionStorage.removeItem(key(form));
}

/** The addresses of the forms that have a draft. */
export function kept() {
  return Object.keys(sessionStorage)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => name.slice(PREFIX.length));
}

/** Put the draft into the form; returns whether there was one that the server does not have. */
export function restore(form) {
  const found = sessionStorage.getItem(key(form));
  if (!found) return false;
  const { typed, carried } = JSON.parse(found);
  const meant = fields(form).filter((field) => field.name in typed);
  if (meant.every((field) => isSame(typed[field.name][0], read(field)))) {
    drop(form);
    return false;
  }
  carry(form, carried);
  for (const field of meant) {
    const [text, base] = typed[field.name];
    settle(field, base);
    write(field, text);
  }
  return true;
}
