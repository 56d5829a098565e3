// What is decided in a review so far: in numbers, in the words of its button, and aloud.

const DECISIONS = ["keep", "defer", "delete"];

/** Write the numbers; returns them as they are said. */
export function count(form) {
  const found = {};
  for (const decision of DECISIONS) {
    found[decision] = form.querySelectorAll(`.tri input[value="${decision}"]:checked`).length;
    form.querySelector(`[data-count="${decision}"]`).textContent = found[decision];
  }
  const assets = found.keep + found.defer;
  const place = form.querySelector("[data-assets]");
  if (place) place.textContent = assets ? `${assets} ${assets === 1 ? "asset" : "assets"}` : "";
  return DECISIONS.map((decision) => `${decision} ${found[decision]}`).join(", ");
}

/** Say what was done, and how things stand then, to those who do not see it. */
export function say(form, done) {
  form.querySelector("[data-said]").textContent = `${done}. ${count(form)}.`;
}
