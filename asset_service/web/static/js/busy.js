// The button that was pressed shows that its act is under way, until the answer is there.

document.addEventListener("submit", (event) => event.submitter?.setAttribute("data-ui-busy", ""));

function rest() {
  for (const pressed of document.querySelectorAll("[data-ui-busy]")) pressed.removeAttribute("data-ui-busy");
}

document.addEventListener("htmx:finally:request", rest);
document.addEventListener("page:changed", rest);
addEventListener("pageshow", rest); // back to a page that the browser kept
