// Messages: the server's come with its pages, these are for when it cannot be heard.

/** Show a message that stays until somebody dismisses it. */
export function tell(text) {
  const made = document.getElementById("flash").content.cloneNode(true);
  made.querySelector("p").textContent = text;
  made.querySelector(".flash").classList.add("bad");
  document.getElementById("told").append(made);
}

document.addEventListener("click", (event) => {
  const dismiss = event.target.closest("[data-dismiss]");
  if (!dismiss) return;
  event.preventDefault();
  const flash = dismiss.closest(".flash");
  const next = flash.nextElementSibling ?? flash.previousElementSibling;
  flash.remove();
  // Whoever dismissed it by key goes on from the next one, not from the start of the page.
  (next?.querySelector("button, a") ?? document.getElementById("main"))?.focus({ preventScroll: true });
});
