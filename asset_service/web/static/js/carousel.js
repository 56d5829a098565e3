// The pictures of an asset lie beside each other and are scrolled, which needs no script. With one
// there are arrows, dots and keys; a carousel opens at the selected picture, goes along when
// another one is selected, and otherwise stays where somebody scrolled it.

const FIRST = -Infinity;
const LAST = Infinity;

function reelOf(carousel) {
  return carousel.querySelector(".slides");
}

function shownIndex(reel) {
  return Math.round(Math.abs(reel.scrollLeft) / (reel.clientWidth || 1));
}

function show(reel, slide) {
  const index = [...reel.children].indexOf(slide);
  reel.scrollTo({ left: index * reel.clientWidth, behavior: "instant" });
}

/** Say which one is shown: in the dots, to the arrows, and for when the slides change. */
function mark(carousel, index = shownIndex(reelOf(carousel))) {
  const slides = reelOf(carousel).children;
  carousel.setAttribute("data-ui-shown", slides[index]?.id ?? "");
  carousel.querySelectorAll(".pip").forEach((pip, nth) => pip.toggleAttribute("aria-current", nth === index));
  for (const arrow of carousel.querySelectorAll("[data-turn]")) {
    arrow.disabled = arrow.dataset.turn < 0 ? index === 0 : index === slides.length - 1;
  }
}

/** Scroll to a slide of its carousel. */
export function reach(slide) {
  const carousel = slide.closest(".carousel");
  show(slide.parentElement, slide);
  if (carousel.matches(".several")) mark(carousel, [...slide.parentElement.children].indexOf(slide));
}

function turn(carousel, by) {
  const slides = [...reelOf(carousel).children];
  const wanted = Math.max(0, Math.min(shownIndex(reelOf(carousel)) + by, slides.length - 1));
  reach(slides[wanted]);
  return slides[wanted];
}

// --- keys and pointers --------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const arrow = event.target.closest?.("[data-turn]");
  if (arrow) turn(arrow.closest(".carousel"), Number(arrow.dataset.turn));
  const pip = event.target.closest?.("a.pip");
  if (!pip) return;
  event.preventDefault();
  reach(document.getElementById(pip.hash.slice(1)));
});

const KEYS = { ArrowLeft: -1, ArrowRight: 1, Home: FIRST, End: LAST };

document.addEventListener("keydown", (event) => {
  const carousel = event.target.closest?.(".carousel.several");
  if (!carousel || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (event.key === "Enter" && event.target.matches(".slides")) {
    event.target.children[shownIndex(event.target)].querySelector(".look").click();
  }
  if (!(event.key in KEYS)) return;
  event.preventDefault();
  // The focus goes along, so that what is shown is also said.
  turn(carousel, KEYS[event.key]).querySelector(".look").focus({ preventScroll: true });
});

document.addEventListener(
  "scroll",
  ({ target }) => {
    const carousel = target.closest?.(".carousel.several");
    if (carousel && target.matches(".slides")) mark(carousel);
  },
  { capture: true, passive: true },
);

// --- when the page is another -------------------------------------------------------------------

function isBrowsed(carousel, selected) {
  const isElsewhere = carousel.getAttribute("data-ui-shown") !== `t-${selected}`;
  return isElsewhere && (carousel.matches(":hover") || carousel.contains(document.activeElement));
}

function wantedSlide(carousel) {
  const reel = reelOf(carousel);
  const [seen, selected] = [carousel.getAttribute("data-ui-selected"), carousel.dataset.selected];
  if (seen === null) return reel.querySelector(".start") ?? reel.querySelector(".selected");
  if (seen !== selected && !isBrowsed(carousel, seen)) return reel.querySelector(".selected");
  // One before it may have left: the same picture stays in sight.
  return document.getElementById(carousel.getAttribute("data-ui-shown"));
}

function settle() {
  const found = [...document.querySelectorAll(".carousel.several")];
  const wanted = found.map((carousel) => [carousel, wantedSlide(carousel)]);
  for (const [carousel, slide] of wanted) {
    if (slide && slide !== slide.parentElement.children[shownIndex(slide.parentElement)]) show(slide.parentElement, slide);
    carousel.setAttribute("data-ui-selected", carousel.dataset.selected ?? "");
  }
  found.forEach((carousel) => mark(carousel));
}

document.addEventListener("page:changed", settle);
addEventListener("resize", settle);
settle();
