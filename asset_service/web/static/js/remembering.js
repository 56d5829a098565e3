// What somebody opened or closed with `data-remembered` is so again on the next page.

function key(details) {
  return `open:${location.pathname}:${details.dataset.remembered}`;
}

function recall() {
  for (const details of document.querySelectorAll("details[data-remembered]")) {
    if (details.hasAttribute("data-ui-recalled")) continue;
    details.setAttribute("data-ui-recalled", "");
    const kept = localStorage.getItem(key(details));
    if (kept) details.open = kept === "1";
  }
}

document.addEventListener(
  "toggle",
  (event) => {
    const details = event.target;
    if (details.matches?.("details[data-ui-recalled]")) localStorage.setItem(key(details), details.open ? "1" : "0");
  },
  true,
);

document.addEventListener("page:changed", recall);
recall();
