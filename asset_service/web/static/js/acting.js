// A form is sent in place: the page after it comes back and what differs is changed. Whatever goes
// wrong on the way, what was typed stays.

import { read, write } from "./fields.js";
import { answering, typing } from "./held.js";
import { tell } from "./telling.js";

const AWAY = "The server cannot be reached. What you typed is still here: try again in a moment.";
const BROKEN = "That did not work on the server. What you typed is still here: try again in a moment.";

// Links lead to pages of their own; only forms are sent in place.
document.addEventListener("htmx:before:init", (event) => {
  if (event.target.nodeName === "A" || event.target.matches("[data-whole]")) event.preventDefault();
});

document.addEventListener("htmx:error", (event) => {
  if (event.detail.ctx) tell(AWAY);
});

document.addEventListener("htmx:after:request", (event) => {
  if (event.detail.ctx.response.status < 500) return;
  event.preventDefault();
  tell(event.detail.ctx.response.status === 503 ? AWAY : BROKEN);
});

let finish = null;
let later = [];
const sent = new WeakMap(); // request -> what was typed in its form, field by field

function typedIn(form) {
  const fields = [...form.elements].filter((field) => field.matches(typing) && field.type !== "file");
  return fields.map((field) => [field, read(field)]);
}

document.addEventListener("htmx:config:request", ({ detail: { ctx } }) => {
  if (ctx.sourceElement.nodeName === "FORM") sent.set(ctx, new Map(typedIn(ctx.sourceElement)));
});

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  // What was wrong with it is said in the form itself: that too is the answer to what is typed.
  if (ctx.sourceElement.nodeName !== "FORM") return;
  later = typedIn(ctx.sourceElement).filter(([field, typed]) => sent.get(ctx)?.get(field) !== typed);
  answering(ctx.sourceElement, () => new Promise((resolve) => (finish = resolve)));
});

document.addEventListener("htmx:finally:swap", (event) => {
  finish?.();
  finish = null;
  const { ctx } = event.detail;
  // What the server took is what is shown now: only what was typed since is still typed.
  if (ctx.response?.status < 400 && ctx.sourceElement.nodeName === "FORM") {
    ctx.sourceElement.reset();
    for (const [field, typed] of later) write(field, typed);
  }
  later = [];
  document.dispatchEvent(new CustomEvent("page:changed"));
});
