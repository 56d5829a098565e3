// The merge of several assets: what stays keeps its pictures, and there is room for four in all.

const MOST = 4;

function draw(form) {
  const survivor = form.querySelector('[name="survivor"]:checked')?.value;
  const groups = [...form.querySelectorAll("[data-of]")];
  const own = groups.find((group) => group.dataset.of === survivor);
  const room = MOST - (own?.querySelectorAll(".offer").length ?? 0);
  const offers = [];
  for (const group of groups) {
    const stays = group === own;
    group.toggleAttribute("data-ui-stays", stays);
    for (const offer of group.querySelectorAll(".offer")) {
      const bring = offer.querySelector('[name="attempt"]');
      if (stays) bring.checked = false;
      bring.disabled = stays;
      if (!stays) offers.push(bring);
      offer.querySelector('[name="selected"]').disabled = !stays && !bring.checked;
    }
  }
  const chosen = offers.filter((box) => box.checked);
  for (const box of offers) box.disabled = !box.checked && chosen.length >= room;
  const gone = form.querySelector('[name="selected"]:checked:disabled');
  if (gone) form.querySelector('[name="selected"][value=""]').checked = true;
  const said = form.querySelector("[data-room]");
  if (said && offers.length) {
    said.textContent = room
      ? `${chosen.length} of ${room} that there is room for come along.`
      : "What stays has four already: there is no room for others.";
  }
}

function drawAll() {
  for (const form of document.querySelectorAll("[data-merging]")) draw(form);
}

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-merging]");
  if (!form) return;
  // Whoever writes a description wants that one.
  if (event.target.matches("textarea")) form.querySelector('[name="describing"][value="typed"]').checked = true;
  draw(form);
});

document.addEventListener("dialog:opened", drawAll);
document.addEventListener("page:changed", drawAll);
drawAll();
