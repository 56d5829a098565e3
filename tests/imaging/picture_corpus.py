"""Good, odd and hostile pictures, all made here in code."""

import functools
import io
import struct
import zlib

from PIL import Image, PngImagePlugin

RED, GREEN, BLUE, WHITE = (220, 30, 30), (30, 180, 60), (40, 60, 210), (245, 245, 245)
CANARY = b"canary-7f3a"
# ICC colorants of Display P3, adapted to D50, from the profile that its maker publishes.
P3_COLORANTS = (
    (0.51512, 0.2412, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.1571, 0.06657, 0.78407),
)


def saved(image, kind, **options):
    held = io.BytesIO()
    image.save(held, kind, **options)
    return held.getvalue()


def corners(width=120, height=80):
    """Red, green, blue and white corners, clockwise from the upper left."""
    image = Image.new("RGB", (width, height), (128, 128, 128))
    w, h = width // 2, height // 2
    for colour, place in zip(
        (RED, GREEN, BLUE, WHITE), ((0, 0), (w, 0), (w, h), (0, h)), strict=True
    ):
        image.paste(colour, (*place, place[0] + w, place[1] + h))
    return image


def plain(kind, size=(120, 80), mode="RGB"):
    image = Image.linear_gradient("L").resize(size).convert(mode)
    return saved(image, kind)


def turned(orientation, kind="JPEG"):
    """A picture that is upright (see `corners`) only once its EXIF orientation is obeyed."""
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    image = corners()
    if orientation in undo:
        image = image.transpose(undo[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(image, kind, exif=exif, quality=95)


def with_orientation(kind, value):
    """A PNG whose orientation is of any TIFF type (2 words, 3 short, 12 double) and value."""
    body = b"II*\x00\x08\x00\x00\x00\x01\x00" + struct.pack("<HHI4s", 0x0112, kind, 1, value)
    return with_png_chunk(plain("PNG"), b"eXIf", body + bytes(4))


def grey_ramp_16():
    """Every 16-bit grey once: its mean is the middle grey."""
    ramp = struct.pack("<65536H", *range(65536))
    return saved(Image.frombytes("I;16", (256, 256), ramp), "PNG")


def png_chunk(kind, body, *, crc=None):
    crc = zlib.crc32(kind + body) if crc is None else crc
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", crc)


def png_header(width, height, depth=8, colour=2):
    body = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", body)


def huge_png(width, height):
    """A few hundred bytes that claim any size."""
    pixels = png_chunk(b"IDAT", zlib.compress(b"\x00" * 1000))
    return png_header(width, height) + pixels + png_chunk(b"IEND", b"")


@functools.cache
def bomb_png():
    """Under a megabyte that decodes to 700 MiB: 13,540 squared RGBA, one block over and over."""
    side = 13_540
    block = bytes(1 << 20)
    count = side * (side * 4 + 1) // len(block) + 1
    packer = zlib.compressobj(9)
    first = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    squeezed = first + again * (count - 1) + packer.flush()
    return png_header(side, side, colour=6) + png_chunk(b"IDAT", squeezed) + png_chunk(b"IEND", b"")


def with_png_chunk(data, kind, body, *, crc=None):
    """Put a chunk right after the header chunk."""
    at = 8 + 12 + 13
    return data[:at] + png_chunk(kind, body, crc=crc) + data[at:]


def wrong_crc_png():
    data = bytearray(plain("PNG"))
    at = data.index(b"IDAT")
    length = int.from_bytes(data[at - 4 : at], "big")
    data[at + 4 + length] ^= 0xFF
    return bytes(data)


def animated(kind):
    frames = [Image.new("RGB", (40, 30), colour) for colour in (RED, GREEN, BLUE)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def mpo():
    """Two pictures in one file, as phones and stereo cameras write them."""
    other = Image.new("RGB", (120, 80), BLUE)
    return saved(corners(), "MPO", save_all=True, append_images=[other], quality=95)


def many_scans(scans):
    """A progressive JPEG whose last scan is repeated until it has `scans` of them."""
    data = saved(corners(), "JPEG", progressive=True)
    last = data.rindex(b"\xff\xda")
    missing = scans - data.count(b"\xff\xda")
    return data[:-2] + data[last:-2] * missing + b"\xff\xd9"


def jpeg_without_scan():
    """Its header is whole, and so is its end."""
    data = plain("JPEG")
    return data[: data.index(b"\xff\xc4")] + b"\xff\xd9"


def icc_profile(colorants, gamma=2.2):
    """A small matrix profile (ICC.1:2001-04, version 2)."""

    def fixed(value):
        return struct.pack(">i", round(value * 65536))

    def xyz(values):
        return b"XYZ \x00\x00\x00\x00" + b"".join(fixed(value) for value in values)

    name = b"test\x00"
    curve = b"curv\x00\x00\x00\x00" + struct.pack(">IH", 1, round(gamma * 256)) + b"\x00\x00"
    described = b"desc\x00\x00\x00\x00" + struct.pack(">I", len(name)) + name + bytes(78)
    tags = {
        b"desc": described + bytes(-len(described) % 4),
        b"cprt": b"text\x00\x00\x00\x00none\x00\x00\x00\x00",
        b"wtpt": xyz((0.9642, 1.0, 0.8249)),
        b"rXYZ": xyz(colorants[0]),
        b"gXYZ": xyz(colorants[1]),
        b"bXYZ": xyz(colorants[2]),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    at, table, bodies = 128 + 4 + 12 * len(tags), b"", b""
    for tag, body in tags.items():
        table += tag + struct.pack(">II", at + len(bodies), len(body))
        bodies += body
    head = struct.pack(
        ">I4sI4s4s4s12x4s4sIIIQI", at + len(bodies), b"none", 0x02400000, b"mntr", b"RGB ",
        b"XYZ ", b"acsp", b"none", 0, 0, 0, 0, 0,
    ) + fixed(0.9642) + fixed(1.0) + fixed(0.8249)  # fmt: skip
    return head.ljust(128, b"\x00") + struct.pack(">I", len(tags)) + table + bodies


def with_canaries(kind):
    """Every place for words that the format has, filled with the canary."""
    word = CANARY.decode()
    exif = Image.Exif()
    exif[0x010E] = exif[0x013B] = word
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 51.0, 30.0), 27: CANARY})
    options = {"exif": exif, "icc_profile": icc_profile(P3_COLORANTS).replace(b"test", b"cana")}
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", word)
        words.add_text("parameters", word, zip=True)
        words.add_itxt("XML:com.adobe.xmp", f"<x>{word}</x>", zip=True)
        options["pnginfo"] = words
    else:
        options["xmp"] = f"<x>{word}</x>".encode()
    if kind == "JPEG":
        options["comment"] = CANARY
    return saved(corners(), kind, **options) + CANARY


def other_kinds():
    """Files that are no PNG, JPEG or WebP, by name."""
    image = corners()
    return {
        "gif": saved(image, "GIF"),
        "bmp": saved(image, "BMP"),
        "tiff": saved(image, "TIFF"),
        "avif": saved(image, "AVIF"),
        "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "xml": b'\xef\xbb\xbf <?xml version="1.0"?><svg/>',
        "pdf": saved(image, "PDF"),
        "html": b"<!DOCTYPE html><script>alert(1)</script>",
        "zip": b"PK\x03\x04" + bytes(60),
        "video": b"\x00\x00\x00\x18ftypmp42" + bytes(60),
        "heic": b"\x00\x00\x00\x18ftypheic" + bytes(60),
        "words": b"just words",
        "empty": b"",
    }
