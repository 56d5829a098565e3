// The split of an asset: its scenes in two columns, and a tick takes one to the other side.

function number(item) {
  return Number(item.querySelector("input").value);
}

function draw(form) {
  const [keeps, goes] = ["keeps", "goes"].map((name) => form.querySelector(`[data-column="${name}"]`));
  if (!keeps || !goes) return;
  form.querySelector("[data-second]").hidden = false;
  form.querySelector("[data-keeps]").textContent = keeps.dataset.title;
  const items = [...form.querySelectorAll("[data-column] > li")].sort((a, b) => number(a) - number(b));
  const focused = document.activeElement;
  for (const item of items) (item.querySelector("input").checked ? goes : keeps).append(item);
  if (focused?.isConnected && form.contains(focused)) focused.focus();
  for (const column of [keeps, goes]) {
    const count = column.children.length;
    form.querySelector(`[data-count="${column.dataset.column}"]`).textContent = `${count} ${count === 1 ? "scene" : "scenes"}`;
  }
  form.querySelector("[data-none]").hidden = goes.children.length > 0;
}

function drawAll() {
  for (const form of document.querySelectorAll("[data-splitting]")) draw(form);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-splitting]");
  if (form && event.target.matches('[name="scene"]')) draw(form);
});

document.addEventListener("dialog:opened", drawAll);
document.addEventListener("page:changed", drawAll);
drawAll();
