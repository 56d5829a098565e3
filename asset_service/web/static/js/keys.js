// Keys that act, in one list: whoever has some registers them, or a link or button of a page names
// its own in `data-key`, and `?` shows all there are. Never while somebody types, and never with a
// modifier that the entry does not name.

const entries = [];
const typing = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

/** `keys` like ["g"] or ["Mod+a"], `where` and `says` for the list, `act(event)` returns false when
    it was not its turn; `when()` says whether it may act now, by default while no dialog is open. A
    key that is held acts once, or it would be meant for what the page is by then, unless `repeats`. */
export function register({ keys, where, says, act, repeats = false, when = () => !document.querySelector("dialog[open]") }) {
  entries.push({ keys, where, says, act, repeats, when });
}

/** Whether what has the focus takes letters by itself. */
export function isTyping(element = document.activeElement) {
  return element?.matches?.(typing) ?? false;
}

function pressed(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const isLetter = key.toLowerCase() !== key.toUpperCase();
  return [
    event.ctrlKey || event.metaKey ? "Mod+" : "",
    event.altKey ? "Alt+" : "",
    // What a sign takes to be typed is a matter of the keyboard.
    event.shiftKey && isLetter ? "Shift+" : "",
    key,
  ].join("");
}

/** The links and buttons of this page that have a key, as entries. */
function named() {
  return [...document.querySelectorAll("#page [data-key]")].map((control) => ({
    keys: [control.dataset.key],
    where: "This page",
    says: (control.getAttribute("aria-label") || control.textContent).trim().replace(/\s+/g, " "),
    when: () => !document.querySelector("dialog[open]") && !control.disabled,
    act: () => control.click(),
  }));
}

function all() {
  return [...entries, ...named()];
}

document.addEventListener("keydown", (event) => {
  // What fills a field in for somebody makes key events without a key.
  if (!event.key || event.defaultPrevented || event.isComposing || isTyping(event.target)) return;
  const name = pressed(event);
  for (const entry of all()) {
    if (event.repeat && !entry.repeats) continue;
    if (entry.keys.includes(name) && entry.when() && entry.act(event) !== false) {
      return event.preventDefault();
    }
  }
});

const NAMES = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", Escape: "Esc" };

function caps(keys) {
  return keys.flatMap((key, at) => {
    const cap = document.createElement("kbd");
    cap.textContent = key
      .split("+")
      .map((part) => (part === "Mod" ? "Ctrl" : (NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part))))
      .join(" + ");
    return at ? [" ", cap] : [cap];
  });
}

function row({ keys, says }) {
  const [term, words] = [document.createElement("dt"), document.createElement("dd")];
  term.append(...caps(keys));
  words.textContent = says;
  const pair = document.createElement("div");
  pair.append(term, words);
  return pair;
}

function group(where) {
  const [part, heading, list] = ["section", "h2", "dl"].map((name) => document.createElement(name));
  heading.textContent = where;
  list.append(...all().filter((entry) => entry.where === where).map(row));
  part.append(heading, list);
  return part;
}

function showAll() {
  const dialog = document.createElement("dialog");
  dialog.className = "keys";
  dialog.setAttribute("aria-labelledby", "keys-title");
  const [header, title, end, body] = ["header", "h1", "button", "div"].map((name) => document.createElement(name));
  title.id = "keys-title";
  title.textContent = "Keyboard";
  end.className = "button quiet";
  end.textContent = "Close";
  end.addEventListener("click", () => dialog.close());
  header.append(title, end);
  body.append(...[...new Set(all().map((entry) => entry.where))].map(group));
  dialog.append(header, body);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

register({ keys: ["?"], where: "Everywhere", says: "Show the keys", act: showAll });

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-keys]")) showAll();
});
