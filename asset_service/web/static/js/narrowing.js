// A field with `data-narrows` shows of the list of that id only what has the words that are typed.

function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function narrow(field) {
  const list = document.getElementById(field.dataset.narrows);
  const words = folded(field.value).split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const item of list.children) {
    const text = folded(item.textContent);
    const isOut = !words.every((word) => text.includes(word));
    item.toggleAttribute("data-ui-out", isOut);
    shown += !isOut;
  }
  const none = list.nextElementSibling;
  if (none?.matches(".none")) none.hidden = shown > 0;
}

document.addEventListener("input", (event) => {
  if (event.target.matches?.("[data-narrows]")) narrow(event.target);
});

document.addEventListener("reset", (event) => {
  const field = event.target.querySelector("[data-narrows]");
  if (field) setTimeout(narrow, 0, field); // its value is cleared after this
});

// Enter in it chooses nothing by accident: it goes to the first that is left.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches?.("[data-narrows]")) return;
  event.preventDefault();
  document.getElementById(event.target.dataset.narrows).querySelector("li:not([data-ui-out]) input")?.focus();
});

// What opens to be searched begins with the field.
document.addEventListener(
  "toggle",
  (event) => {
    if (event.target.open && event.target.matches(".picker")) event.target.querySelector("[data-narrows]")?.focus();
  },
  true,
);
