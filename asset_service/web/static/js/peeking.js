// The picture of an asset that a text names is seen where it is named: while somebody points at the
// name or is on it, and until Escape.

const SOON = 120;
const GAP = 8;
let timer = null;
let shownFor = null;

const peek = document.createElement("figure");
peek.className = "peek";
peek.hidden = true;
const picture = document.createElement("img");
const caption = document.createElement("figcaption");
picture.alt = "";
peek.append(picture, caption);
peek.setAttribute("aria-hidden", "true"); // what it says the name's own title says
document.body.append(peek);

function place(name) {
  const [box, own] = [name.getBoundingClientRect(), peek.getBoundingClientRect()];
  const left = Math.min(Math.max(GAP, box.left), innerWidth - own.width - GAP);
  const isAbove = box.bottom + GAP + own.height > innerHeight && box.top > own.height + GAP;
  peek.style.left = `${left}px`;
  peek.style.top = `${isAbove ? box.top - own.height - GAP : box.bottom + GAP}px`;
}

function show(name) {
  shownFor = name;
  const { peek: called, peekTold, peekPicture } = name.dataset;
  picture.hidden = !peekPicture;
  if (peekPicture) picture.src = peekPicture;
  caption.textContent = [called, peekTold, peekPicture ? "" : "no image yet"].filter(Boolean).join(" · ");
  peek.hidden = false;
  place(name);
}

function hide() {
  clearTimeout(timer);
  peek.hidden = true;
  shownFor = null;
}

function look(event) {
  const name = event.target.closest?.("[data-peek]");
  if (name === shownFor || event.target.closest?.(".peek")) return;
  hide();
  if (name) timer = setTimeout(() => name.isConnected && show(name), SOON);
}

document.addEventListener("pointerover", look);
document.addEventListener("focusin", look);
document.addEventListener("focusout", hide);
document.addEventListener("scroll", hide, { passive: true });
document.addEventListener("keydown", ({ key }) => key === "Escape" && hide());
picture.addEventListener("load", () => shownFor && place(shownFor));
