// What is shown becomes what is: what others and the workers did is seen as it happens.

import { isTyped } from "./held.js";

// --- what a page says of itself -----------------------------------------------------------------

/** Take over what the page that is shown now can be told by; none is shown as it happens. */
function look() {
  const { tag, stream } = document.getElementById("page").dataset;
  known = tag ? `W/"${tag}"` : null;
  const before = shown;
  shown = tag ? stream : null;
  if (shown !== before) turn();
}

/** Show a page that was read: what differs is changed, and focus and scroll stay. */
export async function show(text) {
  const [focused, top] = [document.activeElement, scrollY];
  await htmx.swap({
    text,
    target: "#page",
    select: "#page",
    swap: "outerMorph show:none",
    sourceElement: document.body,
  });
  if (focused?.isConnected && focused !== document.activeElement) focused.focus({ preventScroll: true });
  scrollTo(scrollX, top);
}

// --- when to read it again ----------------------------------------------------------------------
// A stream says that something changed; then the page is asked for, by the tag of what is shown.
// Without a stream it is asked for every few seconds, less and less often while it stays.

const SOON = 3000;
const SELDOM = 30000;
const LONGEST = 60000;
const BREATH = 1000;

let shown = null;
let known = null;
let pause = SOON;
let timer = null;
let source = null;
let patience = SOON;
let isAsking = false;
let notBefore = 0;

// Whoever tells people that nothing is heard of the server listens to this.
function say(reached) {
  document.dispatchEvent(new CustomEvent("live:state", { detail: { reached } }));
}

function isBusy() {
  return document.querySelector(".live") !== null; // jobs run: something will change
}

async function refresh() {
  timer = null;
  if (document.hidden || !known) return; // asked for again when somebody looks
  // Planned while the last answer was under way, which says when the next may be asked for.
  if (isAsking || performance.now() < notBefore) return schedule(isAsking ? BREATH : 0);
  isAsking = true;
  const began = performance.now();
  const headers = { Accept: "text/html", "X-Live": "1", "If-None-Match": known };
  const address = location.href;
  let failed = false;
  try {
    const answer = await fetch(address, { headers });
    if (answer.redirected || answer.status === 404) return leave();
    if (answer.ok) {
      const text = await answer.text();
      // Narrowed meanwhile: this is not the page any more, and that one was just read.
      if (address === location.href) await show(text);
      pause = SOON;
    } else {
      failed = answer.status !== 304;
      if (failed && !isListening()) say(false);
      pause = isBusy() && !failed ? SOON : Math.min(pause * 1.5, SELDOM);
    }
  } catch {
    failed = true; // the server is away for a moment: what is shown stays
    pause = Math.min(pause * 2, SELDOM);
    if (!isListening()) say(false);
  } finally {
    isAsking = false;
    if (!failed) say(true);
    // A project at work changes all the time; a large board takes its time to be read.
    notBefore = began + Math.max(BREATH, 2 * (performance.now() - began));
  }
  if (failed || !isListening()) schedule(pause * (0.8 + 0.4 * Math.random()));
}

// Signed out, or no member any more: the server says which, unless that would cost what is typed.
function leave() {
  stop();
  known = null;
  if (![...document.forms].some(isTyped)) location.reload();
}

function schedule(delay) {
  timer ??= setTimeout(refresh, Math.max(delay, notBefore - performance.now()));
}

function unschedule() {
  clearTimeout(timer);
  timer = null;
}

function isListening() {
  return source?.readyState === EventSource.OPEN;
}

function listen() {
  source = new EventSource(shown, { withCredentials: true });
  source.onopen = () => {
    say(true);
    patience = SOON;
    unschedule();
    schedule(0); // what happened before anybody listened
  };
  // Everybody who looks hears it at the same moment.
  source.onmessage = () => schedule(100 + 400 * Math.random());
  source.onerror = () => {
    schedule(pause);
    if (source.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    setTimeout(() => {
      if (source?.readyState === EventSource.CLOSED) listen();
    }, patience * (0.5 + Math.random()));
    patience = Math.min(patience * 2, LONGEST);
  };
}

function stop() {
  unschedule();
  source?.close();
  source = null;
}

// A page that nobody looks at holds no connection: a browser has six for a server.
function turn() {
  stop();
  if (document.hidden || !shown) return;
  pause = SOON;
  listen();
  schedule(SOON);
}

document.addEventListener("visibilitychange", turn);
document.addEventListener("page:changed", look);
look();
