// A script is dropped anywhere on the page that imports one, or chosen; how much of it is sent is
// shown, for a form by itself does not say.

import { tell } from "./telling.js";

const AWAY = "The server cannot be reached, so the script was not sent. It is still chosen: try again in a moment.";
const BROKEN = "That did not work. The project is as it was.";

function form() {
  return document.getElementById("import-file");
}

function show(text, share = null) {
  const place = form()?.querySelector("[data-sending]");
  if (!place) return;
  place.textContent = text;
  if (share === null) return;
  const bar = document.createElement("progress");
  bar.value = share;
  place.append(bar);
}

/** What a page that came back says: its messages, or the words of an error. */
function toldBy(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const told = page.querySelector("#told .flash");
  if (told) return document.getElementById("told").replaceChildren(told);
  tell(page.querySelector(".failure p:not(.code), [role=alert] p")?.textContent ?? BROKEN);
}

function send(sent) {
  const request = new XMLHttpRequest();
  request.open("POST", sent.action);
  request.setRequestHeader("Accept", "text/html");
  request.setRequestHeader("HX-Request", "true"); // another page is named, not followed
  request.setRequestHeader("HX-Current-URL", location.href);
  request.upload.onprogress = ({ loaded, total }) => show(`Sending, ${Math.round((100 * loaded) / total)} %`, loaded / total);
  request.upload.onload = () => show("Reading the script …");
  request.onloadend = () => {
    sent.removeAttribute("data-ui-sending");
    show("");
    const next = request.getResponseHeader("HX-Redirect");
    if (next) location.assign(next);
    else if (!request.status) tell(AWAY);
    else toldBy(request.responseText);
  };
  sent.setAttribute("data-ui-sending", "");
  request.send(new FormData(sent));
}

// Before htmx hears of it: a fetch does not say how much of it is sent.
document.addEventListener(
  "submit",
  (event) => {
    if (event.target !== form()) return;
    event.preventDefault();
    event.stopPropagation();
    if (!event.target.hasAttribute("data-ui-sending")) send(event.target);
  },
  true,
);

function isScript(event) {
  return form() && event.dataTransfer?.types.includes("Files");
}

document.addEventListener("dragover", (event) => {
  if (!isScript(event)) return;
  event.preventDefault();
  document.documentElement.setAttribute("data-ui-drop", "");
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.documentElement.removeAttribute("data-ui-drop");
});

document.addEventListener("drop", (event) => {
  document.documentElement.removeAttribute("data-ui-drop");
  if (!isScript(event)) return;
  event.preventDefault();
  const { files } = event.dataTransfer;
  if (files.length !== 1) return tell("Drop one script at a time. Nothing was read.");
  form().closest("details")?.setAttribute("open", "");
  form().elements.file.files = files;
  form().requestSubmit();
});
