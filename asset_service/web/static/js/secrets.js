// A password is seen while it is typed, for whoever wants to; it is sent as a password again.

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-reveals]");
  if (!button) return;
  const field = document.getElementById(button.dataset.reveals);
  const isShown = field.type === "password";
  field.type = isShown ? "text" : "password";
  button.setAttribute("aria-pressed", isShown);
  field.focus();
});

document.addEventListener("submit", ({ target }) => {
  for (const button of target.querySelectorAll("[data-reveals][aria-pressed=true]")) {
    document.getElementById(button.dataset.reveals).type = "password";
    button.setAttribute("aria-pressed", "false");
  }
});
