// What a form holds, field by field: what is typed, and what the server is known to have, which is
// what the field began with (`defaultValue`).

const WORDS = "input:not([type=hidden], [type=radio], [type=file]), textarea, select";

/** The fields that somebody types in or chooses from; radios say what a button shall do. */
export function fields(form) {
  return [...form.elements].filter((field) => field.name && field.matches(WORDS));
}

/** Whether something is typed that the server does not have. */
export function isWritten(form) {
  return fields(form).some((field) => read(field) !== known(field));
}

/** What only helps to fill in a field counts for nothing once that is saved. */
export function settleHelpers(form) {
  for (const field of form.elements) {
    if (!field.name && field.matches("input, textarea, select")) settle(field, read(field));
  }
}

function isTicked(field) {
  return field.type === "checkbox" || field.type === "radio";
}

export function read(field) {
  return isTicked(field) ? field.checked : field.value;
}

/** What the server had when the field was shown, or took since. */
export function known(field) {
  if (isTicked(field)) return field.defaultChecked;
  if (!field.options) return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value;
}

/** From now on the server is known to have `value`; what is typed stays. */
export function settle(field, value) {
  const typed = read(field);
  if (isTicked(field)) field.defaultChecked = value;
  else if (field.options) {
    for (const option of field.options) option.defaultSelected = option.value === value;
  } else field.defaultValue = value;
  if (read(field) !== typed) write(field, typed);
}

export function write(field, value) {
  if (isTicked(field)) field.checked = value;
  else field.value = value;
}

/** Whether two texts are one to the server, which cuts what is around them. */
export function isSame(one, other) {
  return typeof one === "string" && typeof other === "string" ? one.trim() === other.trim() : one === other;
}

/** Put what the next change is based on into the hidden fields. */
export function carry(form, carried) {
  for (const [name, value] of Object.entries(carried)) form.elements[name].value = value;
}

/** What a field is called, without its hint. */
export function called(field) {
  return field.dataset.called ?? (field.labels[0]?.firstChild.textContent.trim() || field.name);
}
