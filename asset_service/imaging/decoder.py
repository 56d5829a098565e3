"""Turn a picture into upright sRGB WebP renditions. Runs only inside the sandbox.

Shrinking comes before every conversion that can wait, so that memory follows the small picture
and not the large one: turning a 50 megapixel grey PNG to RGB first would take six times as much.
"""

import io
import json
import warnings
from collections.abc import Sequence

from fast_thumbhash import rgba_to_thumb_hash
from PIL import Image, ImageCms

from asset_service.domain.claims import as_json
from asset_service.imaging import claims

MAX_PIXELS = 50_000_000
WEBP_QUALITY, WEBP_METHOD = 80, 2
JPEG_QUALITY = 84
_PAPER = (255, 255, 255)

_THUMBHASH_SIDE = 100
_ORIENTATION = 0x0112
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = frozenset({5, 6, 7, 8})
_OPAQUE = 255
_SRGB = ImageCms.createProfile("sRGB")


def warm() -> None:
    """Read and write one picture of each kind, so that every codec and table is loaded."""
    claims.warm()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    # Other warnings tell of odd metadata in pictures that are read well (a broken MPO index, say).
    warnings.simplefilter("ignore")
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    profile = ImageCms.ImageCmsProfile(_SRGB).tobytes()
    for kind, mode in (("PNG", "RGBA"), ("PNG", "P"), ("JPEG", "CMYK"), ("WEBP", "RGBA")):
        held = io.BytesIO()
        Image.new(mode, (8, 8)).save(held, kind, icc_profile=profile)
        work([request(kind, [4]), held.getvalue()])


def request(kind: str, sides: Sequence[int]) -> bytes:
    """The first part of what `work` takes: the format to open, the longest sides to make."""
    return json.dumps({"format": kind, "sides": list(sides)}).encode("ascii")


def work(parts: Sequence[bytes]) -> list[bytes]:
    """Take a request and the picture's bytes; return facts, thumbhash, then one picture a side.

    They are WebP, or JPEG on white where the request says so, which is what paper takes.

    The facts are JSON: the size as stored, whether the picture lies on its side, and what the
    file claims. Renditions come in the order of the sides asked for and are never larger than the
    picture.
    """
    asked = json.loads(parts[0])
    kind, sides = str(asked["format"]), [int(side) for side in asked["sides"]]
    encode = _jpeg if asked.get("as") == "JPEG" else _webp
    image, stored, orientation = _open(parts[1], kind, max(sides))
    profile = image.info.get("icc_profile")
    image = _fresh(_turned(_shrunk(image, max(sides)), orientation), profile)
    encoded: dict[int, bytes] = {}
    for side in sorted(set(sides), reverse=True):
        image.thumbnail((side, side), reducing_gap=2)
        encoded[side] = encode(image)
    facts = {
        "width": stored[0],
        "height": stored[1],
        "sideways": orientation in _SIDEWAYS,
        "claims": as_json(claims.read_claims(parts[1], kind)),
    }
    return [
        json.dumps(facts).encode("ascii"),
        _thumbhash(image),
        *(encoded[side] for side in sides),
    ]


def _open(data: bytes, kind: str, side: int) -> tuple[Image.Image, tuple[int, int], int]:
    """Return the loaded picture, its stored size and its EXIF orientation; raises anything.

    Two opens, because `verify` finds wrong checksums that `load` skips and spoils the first one.
    `load` comes before any look at EXIF and outside any `try`: a second load after a failed one
    returns silently.
    """
    with Image.open(io.BytesIO(data), formats=[kind]) as first:
        first.verify()
    image = Image.open(io.BytesIO(data), formats=[kind])
    stored = image.size
    scale = min(1.0, side / max(stored))
    image.draft(None, (max(1, round(stored[0] * scale)), max(1, round(stored[1] * scale))))
    image.load()
    return image, stored, _orientation(image)


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(_ORIENTATION)
    except Exception:  # noqa: BLE001 - EXIF is untrusted and optional: unreadable means upright
        return 1
    return value if isinstance(value, int) else 1


def _shrunk(image: Image.Image, side: int) -> Image.Image:
    """Return the picture with its longest side at most `side`, in L, RGB, CMYK, La or RGBa."""
    if image.mode == "I;16":
        # convert("L") would clip: 99.6 % of a ramp would come out white.
        image = image.point(lambda value: value / 257 + 0.5).convert("L")
    elif image.mode == "1":
        image = image.convert("L")
    elif image.mode in {"LA", "PA", "RGBA"} or "transparency" in image.info:
        # Premultiplied, so that the colour of clear pixels does not bleed into the edges.
        image = image if image.mode == "RGBA" else image.convert("RGBA")
        image = image.convert("RGBa")
    elif image.mode not in {"L", "CMYK"}:
        image = image.convert("RGB")
    image.thumbnail((side, side), reducing_gap=2)
    return image


def _turned(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _fresh(image: Image.Image, profile: object) -> Image.Image:
    """Return RGB or RGBA in sRGB, made from the bare pixels: what was beside them stays behind."""
    alpha = None
    if image.mode == "RGBa":
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    image = _srgb(image, profile)
    if alpha is not None and alpha.getextrema()[0] != _OPAQUE:
        image.putalpha(alpha)
    return Image.frombytes(image.mode, image.size, image.tobytes())


def _srgb(image: Image.Image, profile: object) -> Image.Image:
    """A profile that is broken, or for another kind of picture, counts as none."""
    if isinstance(profile, bytes) and profile:
        try:
            converted = ImageCms.profileToProfile(
                image, io.BytesIO(profile), _SRGB, outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


def _webp(image: Image.Image) -> bytes:
    held = io.BytesIO()
    image.save(held, "WEBP", quality=WEBP_QUALITY, method=WEBP_METHOD)
    return held.getvalue()


def _jpeg(image: Image.Image) -> bytes:
    held = io.BytesIO()
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, _PAPER)
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    image.save(held, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return held.getvalue()


def _thumbhash(image: Image.Image) -> bytes:
    small = image.convert("RGBA")
    small.thumbnail((_THUMBHASH_SIDE, _THUMBHASH_SIDE), reducing_gap=2)
    return bytes(rgba_to_thumb_hash(small.width, small.height, small.tobytes()))
