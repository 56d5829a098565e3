// A picture of 25 bytes: the first few waves of a cosine transform, for lightness, two colours
// and transparency. The layout of the bytes is that of https://evanw.github.io/thumbhash/.

const SHORTEST = 5; // bytes of the header of a picture without transparency

function bytesOf(text) {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    return new Uint8Array(); // no base64
  }
}

/** The waves of a channel that are kept: those that are long enough, without the level. */
function waves(across, down) {
  const kept = [];
  for (let y = 0; y < down; y++) {
    for (let x = y ? 0 : 1; x * down < across * (down - y); x++) kept.push([x, y]);
  }
  return kept;
}

function read(bytes) {
  const low = bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
  const high = bytes[3] | (bytes[4] << 8);
  const [isClear, isWide] = [low >> 23, high >> 15];
  const long = isClear ? 5 : 7;
  const short = Math.max(3, high & 7);
  const channels = [
    { level: (low & 63) / 63, swing: ((low >> 18) & 31) / 31, waves: isWide ? waves(long, short) : waves(short, long) },
    { level: ((low >> 6) & 63) / 31.5 - 1, swing: (((high >> 3) & 63) / 63) * 1.25, waves: waves(3, 3) },
    { level: ((low >> 12) & 63) / 31.5 - 1, swing: (((high >> 9) & 63) / 63) * 1.25, waves: waves(3, 3) },
  ];
  if (isClear) channels.push({ level: (bytes[5] & 15) / 15, swing: (bytes[5] >> 4) / 15, waves: waves(5, 5) });
  // Half a byte for each wave; what is missing is no wave.
  let at = (isClear ? 6 : 5) * 2;
  for (const channel of channels) {
    channel.heights = channel.waves.map(() => {
      const byte = bytes[at >> 1] ?? 0x77;
      const half = at++ & 1 ? byte >> 4 : byte & 15;
      return (half / 7.5 - 1) * channel.swing;
    });
  }
  return channels;
}

function cosines(side) {
  return Array.from({ length: side }, (_, at) =>
    Array.from({ length: 8 }, (__, wave) => Math.cos((Math.PI / side) * (at + 0.5) * wave)),
  );
}

/** The picture of a hash (base64) as `width` by `height` RGBA bytes; null when it is none. */
export function decode(text, width, height) {
  const bytes = bytesOf(text);
  if (bytes.length < SHORTEST) return null;
  const channels = read(bytes);
  const [across, down] = [cosines(width), cosines(height)];
  const pixels = new Uint8ClampedArray(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      const [light, yellow, red, opaque = 1] = channels.map((channel) =>
        channel.waves.reduce(
          (sum, [wx, wy], nth) => sum + channel.heights[nth] * across[x][wx] * down[y][wy] * 2,
          channel.level,
        ),
      );
      const blue = light - (2 / 3) * yellow;
      const reddish = (3 * light - blue + red) / 2;
      pixels.set([reddish * 255, (reddish - red) * 255, blue * 255, opaque * 255], at);
    }
  }
  return pixels;
}
