// A link with `data-dialog` opens its page above this one; its forms answer into the page beneath
// and close it, or say in it what was wrong. `data-dialog="go"` leaves for where the form leads.

import { isTyped } from "./held.js";
import { tell } from "./telling.js";

const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");
const title = document.getElementById("dialog-title");
let opener = null;
let leads = "stay";
let looks = 0;

function fill(page) {
  const main = page.querySelector("main");
  const heading = main.querySelector("h1");
  title.textContent = heading?.textContent.trim() ?? "";
  heading?.closest("header.page")?.remove();
  heading?.remove();
  body.replaceChildren(...main.childNodes);
  htmx.process(body);
}

/** The page at `address`; null when somebody was told why there is none, or is on the way there. */
async function asked(address) {
  let answer;
  try {
    answer = await fetch(address, { headers: { Accept: "text/html" } });
  } catch {
    tell("The server cannot be reached. Try again in a moment.");
    return null;
  }
  if (!answer.redirected && answer.ok) return new DOMParser().parseFromString(await answer.text(), "text/html");
  location.assign(address); // it says why by itself
  return null;
}

function show(page) {
  fill(page);
  if (!dialog.open) dialog.showModal();
  body.scrollTop = 0;
  (body.querySelector("[autofocus]") ?? body.querySelector("input:not([type=hidden]), textarea, select, button, a"))?.focus();
  document.dispatchEvent(new CustomEvent("dialog:opened"));
}

/** Show the page at `address` above this one. */
export async function open(address, { from = null, size = "", then = "stay" } = {}) {
  const look = ++looks; // whatever was asked for before this comes too late
  const page = await asked(address);
  if (!page || look !== looks) return;
  [opener, leads] = [from, then];
  dialog.setAttribute("data-ui-size", size);
  show(page);
}

/** Close it; returns false when somebody would lose what is typed and wants to stay. */
export function close({ asking = true } = {}) {
  const isUnsaved = [...body.querySelectorAll("form")].some(isTyped);
  if (asking && isUnsaved && !window.confirm("Leave without saving what you changed?")) return false;
  dialog.close();
  return true;
}

dialog.addEventListener("close", () => {
  body.replaceChildren();
  if (opener?.isConnected) opener.focus({ preventScroll: true });
  opener = null;
});

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  close();
});

document.addEventListener("click", (event) => {
  if (event.target === dialog || event.target.closest?.("#dialog [data-close]")) {
    event.preventDefault();
    return close();
  }
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  // another look at the same page: what is picked in it stays picked
  if (dialog.contains(link) && link.dataset.dialog === "again") return again(new URL(link.href));
  open(link.href, { from: link, size: link.dataset.dialogSize, then: link.dataset.dialog || "stay" });
});

function picked() {
  return [...body.querySelectorAll("[data-stays]:checked")].map((box) => box.value);
}

/** Show `address` in place of what the dialog shows: what is picked, also while it loads, stays picked. */
async function again(address) {
  const look = ++looks;
  const isWanted = () => look === looks && dialog.open;
  let page, sent;
  do {
    sent = picked();
    address.searchParams.delete("pick");
    for (const one of sent) address.searchParams.append("pick", one);
    page = await asked(address);
  } while (page && isWanted() && String(picked()) !== String(sent));
  if (page && isWanted()) show(page);
}

// A form that only asks for another look at the same: what it leads to is shown in its place.
dialog.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "get" || !form.hasAttribute("data-whole")) return;
  event.preventDefault();
  again(new URL(`${form.action}?${new URLSearchParams(new FormData(form))}`));
});

function isInside(ctx) {
  return dialog.open && dialog.contains(ctx.sourceElement);
}

document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  if (isInside(ctx) && leads === "stay") ctx.request.headers["X-Dialog"] = "1";
});

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx, tasks } = event.detail;
  if (!isInside(ctx) || ctx.response.status < 400) return;
  event.preventDefault(); // the page beneath stays
  fill(new DOMParser().parseFromString(ctx.text, "text/html"));
  body.querySelector("[role=alert], [aria-invalid=true]")?.scrollIntoView({ block: "nearest" });
});

document.addEventListener("htmx:after:swap", (event) => {
  const { ctx } = event.detail;
  if (isInside(ctx) && ctx.response.status < 400) close({ asking: false });
});
