// Which attempts make room for further ones, by the rule of the product: of four the lowest number
// that is not selected, chosen before the new one is selected.

const CAP = 4;

/** The numbers that leave for the bin when `count` pictures are uploaded one after the other, after
    `before` that are on their way; `said` is like "1 2* 3", with a star at the selected one. */
export function evicted(said, count, before = 0) {
  const live = (said.match(/[0-9]+/g) ?? []).map(Number);
  let selected = Number(said.match(/([0-9]+)\*/)?.[1]);
  let next = Math.max(0, ...live) + 1;
  const gone = [];
  for (let sent = 0; sent < before + count; sent++) {
    if (live.length >= CAP) {
      const leaves = Math.min(...live.filter((number) => number !== selected));
      live.splice(live.indexOf(leaves), 1);
      if (sent >= before) gone.push(leaves);
    }
    live.push((selected = next++));
  }
  return gone;
}

/** "attempt 1", "attempts 1 and 2" ...; a picture that is on its way, as `before` are, or of the
    same pick has a number only later. */
export function named(gone, said, before = 0) {
  const live = (said.match(/[0-9]+/g) ?? []).map(Number);
  const last = Math.max(0, ...live);
  const numbers = gone.filter((number) => number <= last);
  const coming = gone.filter((number) => number > last && number <= last + before).length;
  const more = gone.length - numbers.length - coming;
  const list = numbers.length > 1 ? `${numbers.slice(0, -1).join(", ")} and ${numbers.at(-1)}` : `${numbers[0]}`;
  const parts = [
    numbers.length ? `${numbers.length > 1 ? "attempts" : "attempt"} ${list}` : "",
    coming ? `${coming} of the pictures that are on their way` : "",
    more ? `the first ${more} of these` : "",
  ].filter(Boolean);
  return parts.length > 1 ? `${parts.join(", then ")},` : parts[0];
}
