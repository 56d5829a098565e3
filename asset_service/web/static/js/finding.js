// A search of what is on the page answers while somebody types; sent, the server does the same.

function folded(text) {
  return text.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean).join(" ");
}

document.addEventListener("input", ({ target }) => {
  const list = document.getElementById(target.dataset?.finds);
  if (!list) return;
  const wanted = folded(target.value);
  let found = 0;
  for (const item of list.children) {
    const fits = item.dataset.name.includes(wanted);
    item.toggleAttribute("data-ui-hidden", !fits);
    found += fits;
  }
  list.toggleAttribute("data-ui-none", found === 0);
});
