// A picture at full size, above the page: the page of the picture itself, in a dialog. Where it is
// stands in the address, so that going back closes it and reloading opens it again.

import { reach } from "./carousel.js";
import { tell } from "./telling.js";

const PLACE = /^#(\/assets\/[\w-]+\/(?:attempts\/\d+|compare\?a=\d+&b=\d+))$/;
const PROJECT = location.pathname.match(/^\/projects\/[^/]+/)?.[0];
const AWAY = "The server cannot be reached. Try again in a moment.";
const GONE = 404;

let dialog = null;
let opener = null;
let address = null;
let aim = null; // what was asked for last: it may be on its way
let turnOf = 0;

/** The element of the view that is open: above the page, or the page itself. */
export function fullView() {
  return dialog?.open ? dialog.querySelector(".full") : document.querySelector("#main > .full");
}

function make() {
  dialog = document.createElement("dialog");
  dialog.id = "viewer";
  dialog.setAttribute("aria-labelledby", "full-title");
  dialog.setAttribute("autofocus", "");
  dialog.tabIndex = -1;
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  document.body.append(dialog);
}

async function fill(text, isSame) {
  const found = new DOMParser().parseFromString(text, "text/html").querySelector("main > .full");
  const full = dialog.querySelector(".full");
  if (full && isSame) {
    await htmx.swap({ text: found.outerHTML, target: full, swap: "outerMorph show:none", sourceElement: document.body });
  } else {
    const hadFocus = dialog.contains(document.activeElement) && document.activeElement.id;
    dialog.replaceChildren(document.adoptNode(found), document.getElementById("told"));
    htmx.process(dialog);
    (document.getElementById(hadFocus || null) ?? dialog).focus();
  }
}

function stay() {
  aim = address;
  tell(AWAY);
}

/** Show the page at `wanted`; what is not there any more makes way for what is beside it. */
async function show(wanted, others = []) {
  const mine = ++turnOf;
  aim = wanted;
  let answer;
  try {
    // The header of a script that reads: what was told is for the page beneath.
    answer = await fetch(wanted, { headers: { Accept: "text/html", "X-Live": "1" } });
  } catch {
    if (mine === turnOf) stay();
    return;
  }
  if (mine !== turnOf) return;
  if (answer.status === GONE && others.length) return show(others[0], others.slice(1));
  if (answer.redirected) return location.assign(wanted); // it says why by itself
  if (!answer.ok) return answer.status === GONE ? leave() : stay();
  const text = await answer.text();
  if (mine !== turnOf) return;
  if (!dialog) make();
  if (!dialog.open) dialog.showModal();
  await fill(text, wanted === address);
  address = wanted;
  history.replaceState(history.state, "", `#${wanted.slice(PROJECT.length)}`);
  document.dispatchEvent(new CustomEvent("full:shown"));
}

function hide() {
  turnOf++;
  if (!dialog?.open) return;
  document.body.insertBefore(document.getElementById("told"), document.getElementById("dialog"));
  dialog.close();
  dialog.replaceChildren();
  // Back to the card, at the picture that was looked at last.
  const look = document.querySelector(`#page a.look[href="${CSS.escape(address)}"]`);
  if (look) reach(look.closest(".slide"));
  (look ?? (opener?.isConnected ? opener : null))?.focus({ preventScroll: true });
  opener = address = aim = null;
}

function leave() {
  if (history.state?.full) return history.back();
  history.replaceState(null, "", location.pathname + location.search);
  hide();
}

function sync() {
  const place = PROJECT && location.hash.match(PLACE)?.[1];
  if (place && PROJECT + place !== address) show(PROJECT + place);
  else if (!place) hide();
}

function follow(link) {
  const { pathname, search } = new URL(link.href);
  if (!address) {
    opener = link;
    history.pushState({ full: true }, "", `#${(pathname + search).slice(PROJECT.length)}`);
  }
  show(pathname + search);
}

document.addEventListener("click", (event) => {
  if (event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest?.("a[data-full], a[data-leave]");
  if (!link || link.closest("main > .full")) return; // a page of its own: links lead on
  event.preventDefault();
  if (link.matches("[data-leave]")) leave();
  else follow(link);
});

document.addEventListener("keydown", (event) => {
  const full = fullView();
  if (!full || !event.key || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.target.closest?.("input, textarea, select") || document.querySelector("dialog[open]:not(#viewer)")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const wanted = full.querySelector(`[data-key="${CSS.escape({ "=": "+", _: "-" }[key] ?? key)}"]`);
  if (!wanted || (key === "Escape" && dialog?.open)) return; // the dialog hears that one itself
  event.preventDefault();
  wanted.click();
});

document.addEventListener("page:changed", () => {
  if (!address) return;
  const beside = [...dialog.querySelectorAll("[data-instead]")].reverse(); // the next one before the last
  const others = beside.map((link) => link.getAttribute("href"));
  // Whoever turned to another one a moment ago gets there all the same.
  show(aim, aim === address ? others : [address, ...others]);
});
addEventListener("popstate", sync);
addEventListener("hashchange", sync);
sync();
