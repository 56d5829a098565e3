// Which attempts make room for further ones, by the rule of the product: of four the lowest number
// that is not selected, chosen before the new one is selected.

const CAP = 4;

/** The numbers that leave for the bin when `count` pictures are uploaded one after the other;
    `said` is like "1 2* 3", with a star at the selected one. */
export function evicted(said, count) {
  const live = (said.match(/[0-9]+/g) ?? []).map(Number);
  let selected = Number(said.match(/([0-9]+)\*/)?.[1]);
  let next = Math.max(0, ...live) + 1;
  const gone = [];
  for (let sent = 0; sent < count; sent++) {
    if (live.length >= CAP) {
      const leaves = Math.min(...live.filter((number) => number !== selected));
      live.splice(live.indexOf(leaves), 1);
      gone.push(leaves);
    }
    live.push((selected = next++));
  }
  return gone;
}

/** "attempt 1", "attempts 1 and 2" ...; a picture of the same pick has a number only later. */
export function named(gone, said) {
  const known = new Set((said.match(/[0-9]+/g) ?? []).map(Number));
  const numbers = gone.filter((number) => known.has(number));
  const more = gone.length - numbers.length;
  const list = numbers.length > 1 ? `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}` : `${numbers[0]}`;
  return `${numbers.length > 1 ? "attempts" : "attempt"} ${list}${more ? `, then the first ${more} of these,` : ""}`;
}
