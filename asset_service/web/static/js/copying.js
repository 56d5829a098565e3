// A button with `data-copies` copies the text of that id, and says that it did.

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copies]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  const label = button.querySelector("span");
  try {
    await navigator.clipboard.writeText(source.textContent);
    label.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(source); // no clipboard here: it is chosen, for Ctrl+C
    label.textContent = "Selected: press Ctrl+C";
  }
});
