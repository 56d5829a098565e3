// A look goes into the style where it is written. Nobody's own words are written over unasked.

function put(form, text) {
  const field = form.elements.text;
  form.querySelector(".look-choice")?.remove();
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function isALook(form, text) {
  return [...form.querySelectorAll("[data-look]")].some((look) => look.dataset.look === text);
}

function ask(form, look) {
  form.querySelector(".look-choice")?.remove();
  const asked = document.getElementById("look-choice").content.cloneNode(true).firstElementChild;
  asked.querySelector("[data-name]").textContent = look.textContent.trim();
  asked.dataset.text = look.dataset.look;
  form.querySelector(".looks").after(asked);
  asked.querySelector("button").focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-look], [data-how]");
  if (!button) return;
  event.preventDefault();
  const { form } = button;
  const written = form.elements.text.value.trim();
  if (button.dataset.look) {
    if (written && !isALook(form, written)) ask(form, button);
    else put(form, button.dataset.look);
    return;
  }
  const { text } = button.closest(".look-choice").dataset;
  if (button.dataset.how === "replace") put(form, text);
  else if (button.dataset.how === "add") put(form, `${written}\n\n${text}`);
  else button.closest(".look-choice").remove();
});
