// A question before something is done, in a dialog of its own.

/** Ask; resolves to whether the answer is `yes`. */
export function ask({ title, text, yes }) {
  return new Promise((resolve) => {
    const dialog = document.createElement("dialog");
    dialog.className = "asking";
    dialog.setAttribute("aria-labelledby", "asking-title");
    const [heading, words, row, go, stay] = ["h1", "p", "p", "button", "button"].map((name) => document.createElement(name));
    heading.id = "asking-title";
    heading.textContent = title;
    words.textContent = text;
    row.className = "row";
    [go.className, go.textContent, stay.className, stay.textContent] = ["button primary", yes, "button quiet", "Cancel"];
    go.addEventListener("click", () => dialog.close("yes"));
    stay.addEventListener("click", () => dialog.close());
    row.append(go, stay);
    dialog.append(heading, words, row);
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
