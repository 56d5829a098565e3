// A file that is dropped where no place is for it does nothing: left to the browser it would open in
// place of the page, and what is typed there would be gone. Whoever has a place has acted by now.

const CHOOSER = "input[type=file]:enabled"; // it takes a drop by itself

function isAstray(event) {
  const isFile = event.dataTransfer?.types.includes("Files");
  return isFile && !event.defaultPrevented && !event.target.closest?.(CHOOSER);
}

window.addEventListener("dragover", (event) => {
  if (!isAstray(event)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
});

window.addEventListener("drop", (event) => {
  if (isAstray(event)) event.preventDefault();
});
