// When a page becomes another nobody who is in the middle of something loses it: a form that
// somebody types in stays as it is, all of it, for what is typed belongs to the version that it was
// read with.

let answered = null;

function isChanged(field) {
  if (field.type === "hidden") return false;
  if (field.type === "file") return field.files.length > 0;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.options) {
    const first = [...field.options].findIndex((option) => option.defaultSelected);
    return field.selectedIndex !== Math.max(first, 0);
  }
  return field.value !== field.defaultValue;
}

export const typing = "input:not([type=hidden]), textarea, select";

/** Whether something is typed or chosen in the form that the server has not heard of. */
export function isTyped(form) {
  return [...form.querySelectorAll(typing)].some(isChanged);
}

/** Whether the form must stay as it is: something is typed, or somebody is about to. */
export function isHeld(form) {
  return isTyped(form) || (document.activeElement?.matches(typing) && form.contains(document.activeElement));
}

/** While `change` runs, the form that the change answers is no longer held. */
export async function answering(form, change) {
  answered = form;
  try {
    await change();
  } finally {
    answered = null;
  }
}

function mayChange(node) {
  // A form that is being sent keeps its key, or a second click would be a second request. What
  // was answered gets a new one, and so does everything beside it.
  if (node.name === "idempotency_key") {
    return answered !== null && (node.form === answered || !node.form?.matches(".htmx-request"));
  }
  if (node.nodeName === "NOSCRIPT") return false;
  return node.nodeName !== "FORM" || node === answered || !isHeld(node);
}

htmx.registerExtension("held", {
  htmx_before_morph_node: (_, { oldNode }) => mayChange(oldNode),
});
