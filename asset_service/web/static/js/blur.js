// Until a picture is there its place shows it blurred, from the hash that the page has of it. The
// blurs are rules of a style sheet, one a picture: nothing on the page itself is touched, and a
// page that changes keeps them.

import { decode } from "./thumbhash.js";

const SIDE = 24;
const HASH = /^[A-Za-z0-9+/]{6,60}={0,2}$/;
const sheet = new CSSStyleSheet();
const known = new Set();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];

function drawn(hash, ratio) {
  const [width, height] = ratio > 1 ? [SIDE, Math.max(1, Math.round(SIDE / ratio))] : [Math.max(1, Math.round(SIDE * ratio)), SIDE];
  const pixels = decode(hash, width, height);
  if (!pixels) return null;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  canvas.getContext("2d").putImageData(new ImageData(pixels, width, height), 0, 0);
  return canvas.toDataURL();
}

function blur(image) {
  const { hash } = image.dataset;
  const ratio = image.getAttribute("width") / image.getAttribute("height");
  if (known.has(hash) || !HASH.test(hash) || !(ratio > 0 && ratio < Infinity)) return;
  known.add(hash);
  const picture = drawn(hash, ratio);
  if (picture) sheet.insertRule(`img[data-hash="${hash}"]:not([data-ui-here]) { background-image: url("${picture}"); }`);
}

const near = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      if (isHere(target)) target.setAttribute("data-ui-here", "");
      else blur(target);
    }
  },
  { rootMargin: "600px" },
);

function isHere(image) {
  return image.complete && image.naturalWidth > 0;
}

function watch() {
  for (const image of document.querySelectorAll("img[data-hash]:not([data-ui-here])")) near.observe(image);
}

// A picture that is there has nothing behind it: it may be transparent.
document.addEventListener(
  "load",
  ({ target }) => {
    if (target.nodeName === "IMG" && target.dataset.hash) target.setAttribute("data-ui-here", "");
  },
  { capture: true },
);
document.addEventListener("page:changed", watch);
document.addEventListener("full:shown", watch);
watch();
