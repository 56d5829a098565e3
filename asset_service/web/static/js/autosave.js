// A form with `data-save` is saved while somebody types: after a pause, and on leaving it. What
// cannot be saved stays, and is said.

import { carry, fields, isSame, isWritten, known, read, settle, settleHelpers, write } from "./fields.js";
import { drop, keep } from "./drafts.js";
import { say, state } from "./saving.js";
import { dispute } from "./disputes.js";

const PAUSE = 900;
const AWAY = "Not saved: the server cannot be reached.";
const works = new WeakMap(); // form -> { timer, sending, began }

function work(form) {
  if (!works.has(form)) works.set(form, { timer: 0, sending: null, began: null });
  return works.get(form);
}

/** Whether what was sent last is not all that is typed by now. */
export function isLate(form) {
  return work(form).sending !== null && fields(form).some((field) => read(field) !== work(form).sent.get(field));
}

/** From now on a save is a step of the history of its own. */
export function beginAnew(form) {
  work(form).began = null;
}

function hold(form) {
  clearTimeout(work(form).timer);
}

/** Save nothing more by itself, and wait for what is under way. */
export async function still(form) {
  hold(form);
  await work(form).sending;
}

/** Save what is typed, now; returns whether the server has all of it. */
export async function save(form) {
  const at = work(form);
  hold(form);
  while (at.sending) await at.sending; // of several that wait the first one sends
  if (!isWritten(form)) return true;
  at.sending = send(form, at);
  const went = await at.sending.finally(() => (at.sending = null));
  return went && isWritten(form) ? save(form) : went;
}

async function send(form, at) {
  const body = new FormData(form);
  if (at.began) body.set("began", at.began);
  at.sent = new Map(fields(form).map((field) => [field, read(field)]));
  say(form, "saving", "Saving…");
  let answer;
  let told = {};
  try {
    answer = await fetch(form.dataset.save, { method: "POST", body, keepalive: true, headers: { Accept: "application/json" } });
    told = await answer.json();
  } catch {
    told.detail ??= answer ? `the server answered ${answer.status}.` : null;
  }
  if (answer?.ok && told.carried) return took(form, at, told);
  if (answer?.status === 412 && told.carried) return differ(form, at, told);
  say(form, "unsaved", told.detail ? `Not saved: ${reason(told)}` : AWAY);
  return false;
}

function reason({ detail, errors }) {
  return [detail, ...Object.values(errors ?? {}).flat()].join(" ");
}

function took(form, at, { carried }) {
  at.began ??= form.elements.version?.value ?? null;
  carry(form, carried);
  for (const [field, value] of at.sent) settle(field, value);
  settleHelpers(form);
  if (isWritten(form)) return true; // more is typed by now
  drop(form);
  say(form, "saved", "Saved");
  form.dispatchEvent(new CustomEvent("saving:done", { bubbles: true }));
  return true;
}

// Somebody else saved first. What only one of us changed is no matter to argue about.
async function differ(form, at, { values, carried }) {
  const shared = fields(form).filter((field) => field.name in values);
  const disputed = shared.filter((field) => {
    const theirs = values[field.name];
    return !isSame(read(field), known(field)) && !isSame(theirs, known(field)) && !isSame(theirs, read(field));
  });
  at.began = null;
  if (disputed.length) {
    dispute(form, disputed, values, carried);
    return false;
  }
  for (const field of shared) {
    const isMine = !isSame(read(field), known(field));
    settle(field, values[field.name]);
    if (!isMine) write(field, values[field.name]);
  }
  carry(form, carried);
  if (isWritten(form)) return send(form, at);
  return took(form, { ...at, sent: new Map() }, { carried });
}

function formOf(event) {
  return event.target.form?.matches("[data-save]") ? event.target.form : null;
}

document.addEventListener("input", (event) => {
  const form = event.target.name ? formOf(event) : null;
  if (!form) return;
  keep(form);
  if (state(form) === "conflict") return;
  if (state(form) !== "unsaved") form.setAttribute("data-ui-state", "typing");
  hold(form);
  // Half a name is no name: a line is saved when it is left.
  if (event.target.nodeName === "TEXTAREA") work(form).timer = setTimeout(() => save(form), PAUSE);
});

document.addEventListener("change", (event) => {
  const form = formOf(event);
  // What helps to fill in another field, such as a list of boxes, does it first.
  if (form) setTimeout(() => state(form) !== "conflict" && save(form));
});

document.addEventListener("saving:again", (event) => save(event.target));

document.addEventListener("click", (event) => {
  const form = event.target.closest?.("[data-retry]")?.closest("form[data-save]");
  if (form) save(form);
});

// What is typed is saved first, so that what the button does is based on it.
document.addEventListener(
  "submit",
  async (event) => {
    const form = event.target;
    if (!form.matches("[data-save]") || (!isWritten(form) && !work(form).sending)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { submitter } = event;
    if (state(form) !== "conflict" && (await save(form))) form.requestSubmit(submitter);
  },
  true,
);
