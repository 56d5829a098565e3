// How a form that is saved while somebody types stands: what it says, and that nothing changes it
// meanwhile. Its state is in `data-ui-state`: open, typing, saving, saved, unsaved or conflict.

const SAID_FOR = 2500;
const behind = new WeakMap();
const calm = new WeakMap();

// What the server would show in such a form is kept for later.
htmx.registerExtension("saving", {
  htmx_before_morph_node: (_, { oldNode, newNode }) => {
    if (!oldNode.matches?.("form[data-save]")) return true;
    if (!oldNode.hasAttribute("data-ui-state")) return true;
    behind.set(oldNode, newNode.cloneNode(true));
    return false;
  },
});

/** The form as the server showed it while nothing could change it, once; else undefined. */
export function missed(form) {
  const found = behind.get(form);
  behind.delete(form);
  return found;
}

export function state(form) {
  return form.getAttribute("data-ui-state");
}

/** Take back that the form is at work. */
export function rest(form) {
  clearTimeout(calm.get(form));
  form.removeAttribute("data-ui-state");
  form.querySelector(".saving")?.remove();
}

/** Say how the form stands; `saved` is said for a moment. */
export function say(form, name, text) {
  clearTimeout(calm.get(form));
  form.setAttribute("data-ui-state", name);
  place(form).querySelector("[data-said]").textContent = text;
  if (name !== "saved") return;
  calm.set(
    form,
    setTimeout(() => {
      if (state(form) !== "saved") return;
      rest(form);
      form.dispatchEvent(new CustomEvent("saving:calm", { bubbles: true }));
    }, SAID_FOR),
  );
}

function place(form) {
  const found = form.querySelector(".saving");
  if (found) return found;
  const made = document.getElementById("saving").content.cloneNode(true).firstElementChild;
  (form.querySelector("[data-saving]") ?? form).append(made);
  return made;
}
