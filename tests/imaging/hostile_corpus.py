"""Files that people send, or that somebody made to do harm, and what the service says to each.

All are made here in code. A verdict is the HTTP status, and the code of the refusal.
"""

import functools
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import picture_corpus as corpus

TAKEN = (201, "")
OTHER_TYPE = (415, "picture_type")
UNREADABLE = (422, "picture_unreadable")
CUT_OFF = (422, "picture_truncated")
ANIMATED = (422, "picture_animated")
TOO_MANY_PIXELS = (422, "picture_too_many_pixels")
TOO_LONG = (422, "picture_side_too_long")
TOO_MANY_SCANS = (422, "picture_too_many_scans")
TOO_LARGE = (413, "too_large")


@dataclass(frozen=True)
class Sent:
    """`make` makes the bytes; `heavy` ones take seconds of processor or megabytes.

    What a machine decodes within the limits of the sandbox or does not may be answered either way.
    """

    make: Callable[[], bytes]
    verdict: tuple[int, str]
    heavy: bool = False
    either: bool = False

    @property
    def allowed(self) -> set[tuple[int, str]]:
        return {self.verdict, TAKEN} if self.either else {self.verdict}


def _png(header: bytes, raw: bytes, *more: bytes) -> bytes:
    pixels = corpus.png_chunk(b"IDAT", zlib.compress(raw))
    return header + b"".join(more) + pixels + corpus.png_chunk(b"IEND", b"")


def _png_with(kind: bytes, body: bytes, **how: int) -> bytes:
    return corpus.with_png_chunk(corpus.plain("PNG"), kind, body, **how)


def _tiff(*entries: tuple[int, int, int, int], following: int = 0) -> bytes:
    """One list of EXIF entries (tag, type, count, value) at offset 8."""
    listed = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (
        b"II*\0\x08\0\0\0" + struct.pack("<H", len(entries)) + listed + struct.pack("<I", following)
    )


def _jpeg_with_exif(block: bytes) -> bytes:
    data = corpus.plain("JPEG")
    body = b"Exif\0\0" + block
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]


def _jpeg_with_xmp(packet: bytes) -> bytes:
    data = corpus.plain("JPEG")
    body = b"http://ns.adobe.com/xap/1.0/\0" + packet
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]


def _laughs() -> bytes:
    lines = [b'<!DOCTYPE x [<!ENTITY a0 "ha">']
    lines += [b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)]
    return b"".join(lines) + b"]><x>&a9;</x>"


def _canvas(width: int, height: int) -> bytes:
    body = b"\0\0\0\0" + b"".join((side - 1).to_bytes(3, "little") for side in (width, height))
    chunks = b"VP8X" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WEBP" + chunks


def _archive() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")
    return held.getvalue()


def _gif_of_many_frames() -> bytes:
    frame = b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0"
    return b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff" + frame * 5000 + b";"


def _eps() -> bytes:
    return b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file\nshowpage\n"


def _photoshop() -> bytes:
    return b"8BPS\0\x01" + bytes(6) + struct.pack(">HIIHH", 3, 60_000, 60_000, 8, 3) + bytes(40)


def _many_pieces() -> bytes:
    return corpus.png_header(8, 8) + corpus.png_chunk(b"tEXt", b"") * 70_000


def _heavy_scans() -> bytes:
    data = corpus.saved(corpus.corners(3000, 2000), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * (199 - data.count(b"\xff\xda")) + b"\xff\xd9"


def _blank(side: int) -> bytes:
    """As many pixels as are accepted, in a file of a few kilobytes."""
    squeezed = zlib.compress(bytes(side * (side * 4 + 1)), 9)
    pixels = corpus.png_chunk(b"IDAT", squeezed)
    return corpus.png_header(side, side, colour=6) + pixels + corpus.png_chunk(b"IEND", b"")


def _mode(mode: str, kind: str = "PNG", **options: object) -> Callable[[], bytes]:
    return lambda: corpus.saved(corpus.corners().convert(mode), kind, **options)


def _other(name: str) -> Callable[[], bytes]:
    return lambda: corpus.other_kinds()[name]


def _saved_as(kind: str) -> Callable[[], bytes]:
    return lambda: corpus.saved(corpus.corners(64, 64), kind)


def _cut(kind: str) -> Callable[[], bytes]:
    return lambda: corpus.plain(kind, size=(300, 200))[:-40]


def _palette_with_a_clear_colour() -> bytes:
    return corpus.saved(corpus.corners().convert("P"), "PNG", transparency=0)


CORPUS: Mapping[str, Sent] = {
    # good ones, odd as they are
    "plain.png": Sent(lambda: corpus.plain("PNG"), TAKEN),
    "plain.jpg": Sent(lambda: corpus.plain("JPEG"), TAKEN),
    "plain.webp": Sent(lambda: corpus.plain("WEBP"), TAKEN),
    "one-pixel.png": Sent(lambda: corpus.plain("PNG", size=(1, 1)), TAKEN),
    "one-pixel.jpg": Sent(lambda: corpus.plain("JPEG", size=(1, 1)), TAKEN),
    "one-pixel.webp": Sent(lambda: corpus.plain("WEBP", size=(1, 1)), TAKEN),
    "longest-side.png": Sent(lambda: corpus.plain("PNG", size=(16_384, 3)), TAKEN),
    "progressive.jpg": Sent(_mode("RGB", "JPEG", progressive=True), TAKEN),
    "two-hundred-scans.jpg": Sent(lambda: corpus.many_scans(200), TAKEN),
    "phone.mpo.jpg": Sent(corpus.mpo, TAKEN),
    "sideways.jpg": Sent(lambda: corpus.turned(6), TAKEN),
    "sixteen-bit-grey.png": Sent(corpus.grey_ramp_16, TAKEN),
    "sixteen-bit-rgb.png": Sent(
        lambda: _png(corpus.png_header(9, 9, depth=16), bytes([0, *b"\x80\x01" * 27]) * 9), TAKEN
    ),
    "no-palette.png": Sent(lambda: _png(corpus.png_header(9, 9, colour=3), bytes(90)), TAKEN),
    "one-bit.png": Sent(_mode("1"), TAKEN),
    "grey-alpha.png": Sent(_mode("LA"), TAKEN),
    "palette-clear.png": Sent(_palette_with_a_clear_colour, TAKEN),
    "cmyk.jpg": Sent(_mode("CMYK", "JPEG"), TAKEN),
    "lossless-alpha.webp": Sent(_mode("RGBA", "WEBP", lossless=True), TAKEN),
    "metadata.png": Sent(lambda: corpus.with_canaries("PNG"), TAKEN),
    "metadata.jpg": Sent(lambda: corpus.with_canaries("JPEG"), TAKEN),
    "bad-profile.png": Sent(_mode("RGB", icc_profile=b"no profile at all"), TAKEN),
    # two things in one file: only the picture comes out
    "page.png": Sent(lambda: corpus.plain("PNG") + b"<html><script>alert(1)</script>", TAKEN),
    "page-inside.png": Sent(lambda: _png_with(b"tEXt", b"a\0<script>alert(1)</script>"), TAKEN),
    "archive.jpg": Sent(lambda: corpus.plain("JPEG") + _archive(), TAKEN),
    "php.jpg": Sent(lambda: corpus.plain("JPEG") + b"<?php system($_GET[0]); ?>", TAKEN),
    # metadata made to hang or to swell whoever reads it: not needed, so not believed
    "exif-loop.jpg": Sent(lambda: _jpeg_with_exif(_tiff((0x8769, 4, 1, 8), following=8)), TAKEN),
    "exif-self.png": Sent(
        lambda: _png_with(b"eXIf", _tiff((0x8769, 4, 1, 8), (0x8825, 4, 1, 8), following=8)), TAKEN
    ),
    "exif-huge-count.jpg": Sent(
        lambda: _jpeg_with_exif(_tiff((0x0112, 3, 0xFFFFFFFF, 0xFFFFFFF0))), TAKEN
    ),
    "xmp-laughs.jpg": Sent(lambda: _jpeg_with_xmp(_laughs()), TAKEN),
    "xmp-deep.jpg": Sent(lambda: _jpeg_with_xmp(b"<a>" * 20_000), TAKEN),
    "graph-deep.png": Sent(lambda: _png_with(b"tEXt", b"prompt\0{" + b'"a":[' * 90_000), TAKEN),
    "manifest-of-nothing.png": Sent(lambda: _png_with(b"caBX", b"\0\0\0\x20jumb" * 9), TAKEN),
    "words-bomb.png": Sent(
        lambda: _png_with(b"zTXt", b"a\0\0" + zlib.compress(bytes(200 << 20))), UNREADABLE
    ),
    "profile-bomb.png": Sent(
        lambda: _png_with(b"iCCP", b"a\0\0" + zlib.compress(bytes(200 << 20))), UNREADABLE
    ),
    # too much
    "bomb.png": Sent(corpus.bomb_png, TOO_MANY_PIXELS),
    "huge-size.png": Sent(lambda: corpus.huge_png(50_000, 50_000), TOO_MANY_PIXELS),
    "largest-size.png": Sent(lambda: corpus.huge_png(2**32 - 1, 2**32 - 1), TOO_MANY_PIXELS),
    "huge-canvas.webp": Sent(lambda: _canvas(16_777_216, 16_777_216), TOO_MANY_PIXELS),
    "long-side.png": Sent(lambda: corpus.huge_png(16_385, 10), TOO_LONG),
    "thousands-of-scans.jpg": Sent(lambda: corpus.many_scans(5_000), TOO_MANY_SCANS),
    "countless-chunks.png": Sent(_many_pieces, UNREADABLE),
    "too-large.png": Sent(lambda: corpus.plain("PNG") + bytes(20 << 20), TOO_LARGE, heavy=True),
    "slow-scans.jpg": Sent(_heavy_scans, UNREADABLE, heavy=True, either=True),
    "fifty-megapixels.png": Sent(functools.partial(_blank, 7_071), TAKEN, heavy=True),
    # moving
    "animated.png": Sent(lambda: corpus.animated("PNG"), ANIMATED),
    "animated.webp": Sent(lambda: corpus.animated("WEBP"), ANIMATED),
    "endless-frames.png": Sent(
        lambda: _png_with(b"acTL", struct.pack(">II", 2**31 - 1, 0)), ANIMATED
    ),
    # damaged
    "cut.png": Sent(_cut("PNG"), CUT_OFF),
    "cut.jpg": Sent(_cut("JPEG"), CUT_OFF),
    "cut.webp": Sent(_cut("WEBP"), CUT_OFF),
    "signature-alone.png": Sent(lambda: b"\x89PNG\r\n\x1a\n", CUT_OFF),
    "wrong-checksum.png": Sent(corpus.wrong_crc_png, UNREADABLE),
    "wrong-checksum-beside.png": Sent(lambda: _png_with(b"pHYs", b"123456789", crc=1), UNREADABLE),
    "too-few-rows.png": Sent(lambda: corpus.huge_png(100, 100), UNREADABLE),
    "noise-for-rows.png": Sent(
        lambda: (
            corpus.png_header(9, 9)
            + corpus.png_chunk(b"IDAT", b"\xde\xad" * 99)
            + corpus.png_chunk(b"IEND", b"")
        ),
        UNREADABLE,
    ),
    "no-rows.png": Sent(
        lambda: corpus.png_header(9, 9) + corpus.png_chunk(b"IEND", b""), UNREADABLE
    ),
    "impossible-depth.png": Sent(lambda: _png(corpus.png_header(9, 9, depth=7), b""), UNREADABLE),
    "no-area.png": Sent(lambda: corpus.huge_png(0, 40), UNREADABLE),
    "no-scan.jpg": Sent(corpus.jpeg_without_scan, UNREADABLE),
    "hidden-second.jpg": Sent(
        lambda: corpus.jpeg_without_scan() + corpus.many_scans(5_000), UNREADABLE
    ),
    "second-header.png": Sent(
        lambda: corpus.png_header(9, 9) + corpus.huge_png(40_000, 40_000)[8:], UNREADABLE
    ),
    "no-frame.jpg": Sent(lambda: b"\xff\xd8\xff\xd9", UNREADABLE),
    "no-picture.webp": Sent(lambda: b"RIFF\x0c\0\0\0WEBPJUNK\0\0\0\0", UNREADABLE),
    "no-stream.webp": Sent(lambda: _canvas(30, 20), UNREADABLE),
    # other kinds, whatever they are called
    "gif.png": Sent(_other("gif"), OTHER_TYPE),
    "many-frames.gif": Sent(_gif_of_many_frames, OTHER_TYPE),
    "bitmap.png": Sent(_other("bmp"), OTHER_TYPE),
    "tiff.jpg": Sent(_other("tiff"), OTHER_TYPE),
    "icon.png": Sent(_saved_as("ICO"), OTHER_TYPE),
    "photoshop.png": Sent(_photoshop, OTHER_TYPE),
    "postscript.png": Sent(_eps, OTHER_TYPE),
    "jpeg-2000.jpg": Sent(_saved_as("JPEG2000"), OTHER_TYPE),
    "avif.webp": Sent(_other("avif"), OTHER_TYPE),
    "heic.jpg": Sent(_other("heic"), OTHER_TYPE),
    "video.jpg": Sent(_other("video"), OTHER_TYPE),
    "drawing.png": Sent(_other("svg"), OTHER_TYPE),
    "marked-up.png": Sent(_other("xml"), OTHER_TYPE),
    "document.jpg": Sent(_other("pdf"), OTHER_TYPE),
    "page.jpg": Sent(_other("html"), OTHER_TYPE),
    "archive.png": Sent(_other("zip"), OTHER_TYPE),
    "words.png": Sent(_other("words"), OTHER_TYPE),
    "program.png": Sent(lambda: b"\x7fELF" + bytes(60), OTHER_TYPE),
    "empty.png": Sent(_other("empty"), OTHER_TYPE),
    "late-signature.png": Sent(lambda: b"\n" + corpus.plain("PNG"), OTHER_TYPE),
}


def light() -> list[str]:
    return [name for name, sent in CORPUS.items() if not sent.heavy]
