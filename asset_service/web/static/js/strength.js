// A strength says what it is while it is moved, and moving it means that it counts.

function tell(room) {
  const isSet = room.querySelector("[type=checkbox]").checked;
  room.querySelector("output").textContent = isSet ? `${room.querySelector("[type=range]").value} %` : "the provider decides";
}

document.addEventListener("input", (event) => {
  const room = event.target.closest?.("[data-strength]");
  if (!room) return;
  if (event.target.type === "range") room.querySelector("[type=checkbox]").checked = true;
  tell(room);
});

for (const change of ["page:changed", "saving:done", "saving:again"]) {
  document.addEventListener(change, () => document.querySelectorAll("[data-strength]").forEach(tell));
}
