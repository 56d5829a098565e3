"""Damage to picture files that knows their structure: most of it passes the first look."""

import random
import struct
import zlib
from collections.abc import Callable

Files = list[bytes]
NUMBERS = [0, 1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, 0xFFFFFF]
NUMBERS += [0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF]
WORDS = [
    b"IHDR", b"IDAT", b"IEND", b"acTL", b"fcTL", b"iCCP", b"zTXt", b"iTXt", b"tEXt", b"eXIf",
    b"caBX", b"\x89PNG\r\n\x1a\n", b"\xff\xd8", b"\xff\xd9", b"\xff\xda", b"\xff\xc0", b"\xff\xc2",
    b"\xff\xe1", b"\xff\xeb", b"\xff\xff", b"Exif\0\0", b"II*\0", b"MM\0*", b"RIFF", b"WEBP",
    b"VP8 ", b"VP8L", b"VP8X", b"ANIM", b"ANMF", b"XMP ", b"EXIF", b"C2PA", b"jumb", b"c2pa",
    b"XML:com.adobe.xmp\0", b"http://ns.adobe.com/xap/1.0/\0", b"<!DOCTYPE", b"<rdf:Description",
    b"UNICODE\0", b"parameters\0", b"prompt\0", b'{"sui_image_params":', b'{"3":{"inputs":',
    b"Steps: ", b"Negative prompt: ", b"[[[[", b"\0\0\0\0", b"\xed\xa0\x80", b"9" * 30, b"1e999",
]  # fmt: skip


def mutated(dice: random.Random, files: Files) -> bytes:
    """Return one of the files with one to six damages of any kind."""
    data = dice.choice(files)
    for _ in range(dice.randint(1, 6)):
        data = dice.choice(_DAMAGES)(dice, data, files)
        if len(data) > _MOST:
            return data[:_MOST]
    return data


_MOST = 1 << 20


def _at(dice: random.Random, data: bytes) -> int:
    """Headers come first, and are what is read."""
    near = dice.random() < 0.6
    return dice.randrange(max(1, min(len(data), 80) if near else len(data)))


def _flip(dice: random.Random, data: bytes, _: Files) -> bytes:
    at = _at(dice, data)
    return data[:at] + bytes([dice.randrange(256)]) + data[at + 1 :]


def _number(dice: random.Random, data: bytes, _: Files) -> bytes:
    at, value = _at(dice, data), dice.choice(NUMBERS)
    size = dice.choice((2, 3, 4))
    packed = (value & (1 << 8 * size) - 1).to_bytes(size, dice.choice(("big", "little")))
    return data[:at] + packed + data[at + size :]


def _word(dice: random.Random, data: bytes, _: Files) -> bytes:
    at, word = _at(dice, data), dice.choice(WORDS)
    return data[:at] + word + data[at + dice.choice((0, len(word))) :]


def _cut(dice: random.Random, data: bytes, _: Files) -> bytes:
    at = _at(dice, data)
    return data[:at] if dice.random() < 0.3 else data[:at] + data[at + dice.randrange(1, 64) :]


def _again(dice: random.Random, data: bytes, _: Files) -> bytes:
    at = _at(dice, data)
    piece = data[at : at + dice.randrange(1, 200)]
    return data[:at] + piece * dice.choice((2, 3, 50, 2000)) + data[at:]


def _joined(dice: random.Random, data: bytes, files: Files) -> bytes:
    other = dice.choice(files)
    return data[: _at(dice, data)] + other[_at(dice, other) :]


def _piece(dice: random.Random, data: bytes, files: Files) -> bytes:
    """Put a sound chunk or segment with anything in it right behind the start."""
    body = dice.choice(WORDS) + dice.choice(files)[: dice.randrange(300)]
    if data.startswith(b"\x89PNG"):
        kind = dice.choice([word for word in WORDS if len(word) == 4])
        packed = dice.random() < 0.3
        body = b"parameters\0\0" + zlib.compress(body) if packed else body
        return data[:33] + _chunk(kind, body) + data[33:]
    if data.startswith(b"\xff\xd8"):
        marker = bytes([0xFF, dice.choice((0xC0, 0xC2, 0xC4, 0xDA, 0xE1, 0xEB, 0xFE))])
        return data[:2] + marker + struct.pack(">H", len(body) + 2) + body + data[2:]
    kind = dice.choice((b"VP8X", b"ANIM", b"EXIF", b"XMP ", b"C2PA", b"VP8 ", b"VP8L"))
    made = kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)
    whole = data[:12] + made + data[12:]
    return whole[:4] + struct.pack("<I", max(0, len(whole) - 8)) + whole[8:]


def _sound(_: random.Random, data: bytes, __: Files) -> bytes:
    """Give the chunks of a damaged PNG checksums that are right again."""
    if not data.startswith(b"\x89PNG"):
        return data
    made, at = data[:8], 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        made += _chunk(kind, body)
        at += 12 + length
    return made + data[at:]


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


_DAMAGES: list[Callable[[random.Random, bytes, Files], bytes]] = [
    _flip, _number, _number, _word, _cut, _again, _joined, _piece, _piece, _sound,
]  # fmt: skip
