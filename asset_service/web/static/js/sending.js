// Pictures are sent one after the other, so that attempts come in the order in which they were
// chosen. How far each is can be seen beside the page, and the page shows it when it is there.

import { answering } from "./held.js";
import { show } from "./live.js";
import { line } from "./tray.js";

const LOST = "The server cannot be reached. Its answer may be lost alone: see whether the picture is there before you try again.";

let under = Promise.resolve();
const waiting = new Set();

/** How many pictures are on their way to an address. */
export function underWay(address) {
  return [...waiting].filter((one) => one.address === address).length;
}

/** Send a picture to `address` with the fields of `form`, after those that wait already. */
export function enqueue(file, target) {
  const request = new XMLHttpRequest();
  const mine = { address: target.address };
  const shown = line(`${file.name} for ${target.name}`, () => {
    waiting.delete(mine);
    request.abort();
  });
  waiting.add(mine);
  under = under
    .then(() => (waiting.has(mine) ? send(request, file, target, shown) : null))
    .finally(() => waiting.delete(mine));
}

function send(request, file, { form, address }, shown) {
  const fields = new FormData(form);
  fields.set("file", file);
  return new Promise((resolve) => {
    request.open("POST", address);
    request.setRequestHeader("Accept", "text/html");
    request.upload.onprogress = (event) => shown.progress(event.total ? event.loaded / event.total : 0);
    request.upload.onload = () => shown.progress(1);
    request.onerror = () => resolve(shown.failed(LOST));
    // It is on its way until the page shows it: what is asked of the next one counts both.
    request.onload = () => answered(request, form, shown).finally(resolve);
    request.onabort = resolve;
    request.send(fields);
  });
}

async function answered(request, form, shown) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const told = page.getElementById("told");
  if (request.status >= 400 || !told) {
    return shown.failed(page.querySelector("main p")?.textContent.trim() || `That did not work (${request.status}).`);
  }
  const bad = told.querySelector(".flash.bad p")?.textContent;
  if (bad) shown.failed(bad);
  else {
    shown.done();
    // Whatever was told meanwhile stays, and its Undo: it comes from what somebody did since.
    document.getElementById("told").append(...told.children);
  }
  // What is looked at may be narrowed otherwise by then: it hears of the picture by itself.
  if (request.responseURL === location.href.split("#")[0]) {
    await answering(form, () => show(request.responseText));
  }
}

window.addEventListener("beforeunload", (event) => {
  if (waiting.size) event.preventDefault();
});
