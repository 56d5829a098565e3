"""A picture to upload, drawn here so that none has to be shipped: a moon over dark water."""

import struct
import zlib

_SKY = ((24, 32, 58), (196, 128, 96))
_WATER = ((88, 74, 86), (14, 18, 34))
_MOON = (244, 232, 206)


def night_sea(width: int = 480, height: int = 720) -> bytes:
    """Return a PNG of `width` by `height` pixels, the same bytes every time."""
    horizon = height * 62 // 100
    centre, radius = (width * 2 // 3, height // 4), width // 9
    rows = bytearray()
    for y in range(height):
        rows.append(0)  # no filter
        if y < horizon:
            colour = _blend(*_SKY, y / horizon)
        else:
            colour = _blend(*_WATER, (y - horizon) / (height - horizon))
        line = bytearray(bytes(colour) * width)
        half = _half_width(y, centre[1], radius) if y < horizon else _glitter(y, horizon, radius)
        if half:
            line[3 * (centre[0] - half) : 3 * (centre[0] + half)] = bytes(_MOON) * (2 * half)
        rows += line
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(bytes(rows), 9))
        + _chunk(b"IEND", b"")
    )


def _blend(one: tuple[int, ...], other: tuple[int, ...], share: float) -> tuple[int, ...]:
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def _half_width(y: int, centre: int, radius: int) -> int:
    return int(max(0, radius**2 - (y - centre) ** 2) ** 0.5)


def _glitter(y: int, horizon: int, radius: int) -> int:
    """Short strokes of light on the water, wider towards the viewer."""
    depth = y - horizon
    return (radius // 3 + depth // 6) if depth % 24 in {3, 4, 5} else 0


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
