// A description is cut after three lines; where that hides something there is a button for more.

let planned = false;

function measure() {
  planned = false;
  const texts = [...document.querySelectorAll("form[data-card]:not([data-ui-whole]) > .description")];
  const isLong = texts.map((text) => text.scrollHeight > text.clientHeight + 1);
  texts.forEach((text, at) => text.parentElement.toggleAttribute("data-ui-long", isLong[at]));
  for (const button of document.querySelectorAll("[data-more]")) tell(button);
}

function tell(button) {
  const isWhole = button.closest("form").hasAttribute("data-ui-whole");
  button.setAttribute("aria-expanded", isWhole);
  button.textContent = isWhole ? "Less" : "More";
}

function plan() {
  if (!planned) requestAnimationFrame(measure);
  planned = true;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-more]");
  if (!button) return;
  button.closest("form").toggleAttribute("data-ui-whole");
  tell(button);
});

document.addEventListener("page:changed", plan);
document.addEventListener("saving:done", plan);
window.addEventListener("resize", plan);
plan();
