// What pages do better with a script, and do without it too: while jobs run the parts that changed
// are replaced (else the whole page is), a picture dropped on a card is uploaded (else by its
// form), and menus close when somebody turns elsewhere.

const body = document.body;

function isHeld(part) {
  // Somebody is in it: a menu is open, a file is chosen, the keyboard is there.
  const chosen = [...part.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  return chosen || part.contains(document.activeElement) || part.querySelector("details[open]");
}

function differs(part, fresh) {
  if (part.dataset.stamp) return part.dataset.stamp !== fresh.dataset.stamp;
  return part.textContent.trim() !== fresh.textContent.trim();
}

function replaceParts(fresh) {
  let waiting = false;
  for (const part of document.querySelectorAll("[data-part]")) {
    const newer = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
    if (newer === null) {
      if (part.dataset.part !== "live") location.reload(); // other cards: the page is another one
      part.remove();
    } else if (differs(part, newer)) {
      if (isHeld(part)) waiting = true;
      else part.replaceWith(document.adoptNode(newer));
    }
  }
  return waiting;
}

async function refresh() {
  let again = true;
  try {
    const answer = document.hidden ? null : await fetch(location.href, { headers: { Accept: "text/html" } });
    if (answer?.redirected) location.reload(); // signed out meanwhile
    if (answer?.ok) {
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      again = replaceParts(fresh) || fresh.body.dataset.refresh !== "0";
    }
  } catch {
    // The server is away for a moment: what is shown stays.
  }
  if (again) schedule();
}

function schedule() {
  setTimeout(refresh, 3000);
}

function cardUnder(event) {
  const card = event.target.closest?.(".card");
  return card?.querySelector("input[type=file]") ? card : null;
}

document.addEventListener("dragover", (event) => {
  document.querySelector(".card.over")?.classList.remove("over");
  const card = cardUnder(event);
  if (!card || !event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  card.classList.add("over");
});

document.addEventListener("drop", (event) => {
  const card = cardUnder(event);
  if (!card || !event.dataTransfer.files.length) return;
  event.preventDefault();
  const input = card.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  input.form.requestSubmit();
});

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(except)) menu.open = false;
  }
}

document.addEventListener("click", (event) => closeMenus(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement?.closest("details.menu[open]");
  closeMenus(null);
  menu?.querySelector("summary").focus();
});

if (body.dataset.refresh !== "0") schedule();
