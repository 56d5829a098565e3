// A page is narrowed as somebody types and chooses: the address says to what, so that it can be kept
// and sent, and whatever is shown is what the server says of that address.

import { answering } from "./held.js";
import { register } from "./keys.js";
import { show } from "./live.js";
import { tell } from "./telling.js";

const BREATH = 180;
let timer = null;
let asked = null;

function form() {
  return document.getElementById("filters");
}

function address() {
  const fields = [...new FormData(form())].filter(([, value]) => value.trim());
  const query = new URLSearchParams(fields).toString();
  return query ? `${location.pathname}?${query}` : location.pathname;
}

async function go(where) {
  clearTimeout(timer);
  asked?.abort();
  const mine = (asked = new AbortController());
  try {
    const answer = await fetch(where, { headers: { Accept: "text/html" }, signal: mine.signal });
    if (answer.redirected || !answer.ok) return location.assign(where); // it says why by itself
    const text = await answer.text();
    if (mine.signal.aborted) return;
    history.replaceState(null, "", where);
    await showFor(text);
  } catch (error) {
    if (error.name !== "AbortError") tell("The server cannot be reached. What is shown is as it was.");
  }
}

// What was typed since the question went out stays; the next question is on its way.
async function showFor(text) {
  const search = document.getElementById("search"); // not every list has one
  const isFocused = search !== null && document.activeElement === search;
  const [typed, start, end] = [search?.value, search?.selectionStart, search?.selectionEnd];
  await answering(form(), () => show(text));
  form()?.reset(); // what the address says is what is chosen
  const now = document.getElementById("search");
  if (!now || !isFocused) return;
  if (now.value !== typed) now.value = typed;
  now.focus({ preventScroll: true });
  now.setSelectionRange(start, end);
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "search" || !form()) return;
  clearTimeout(timer);
  timer = setTimeout(() => go(address()), BREATH);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("#filters select")) go(address());
});

document.addEventListener("submit", (event) => {
  if (event.target.id !== "filters") return;
  event.preventDefault();
  go(address());
});

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-filter]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const search = document.getElementById("search");
  if (search) search.value = new URL(link.href).searchParams.get("q") ?? "";
  go(link.href);
});

register({
  keys: ["/"],
  where: "Everywhere",
  says: "Search",
  act: () => {
    const search = document.getElementById("search");
    if (!search) return false;
    search.focus();
    search.select();
  },
});
