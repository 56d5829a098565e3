"""What must hold for any bytes and any name: each function raises where it does not."""

import io
import json
import socket
import time
import unicodedata
from collections.abc import Callable, Mapping

from PIL import Image

from asset_service.adapters.providers.picture_bytes import has_c2pa, mime_of
from asset_service.domain import texts
from asset_service.domain.claims import MOST_BYTES, Claims, as_json, from_json
from asset_service.domain.entry_names import EntryNames, slug
from asset_service.domain.errors import DomainError, Invalid, TooLarge
from asset_service.imaging import frames, marking, xmp
from asset_service.imaging.claims import CONTAINERS, read_claims
from asset_service.imaging.header import Header, Limits, read_header
from asset_service.imaging.provenance import Provenance
from asset_service.imaging.sandbox import WorkFailed
from asset_service.screenplay.decoding import decode
from asset_service.web.downloads import attachment

LIMITS = Limits()
PROVENANCE = Provenance()
VALUES = {xmp.SOURCE_TYPE: "http://cv.iptc.org/newscodes/digitalsourcetype/print"}


_SMALL = 40_000


class Broken(AssertionError):
    """A promise does not hold."""


def hold(true: object, what: str) -> None:
    if not true:
        raise Broken(what)


def gate(data: bytes) -> Header | None:
    """A verdict in the product's words, and no picture beyond the limits passes."""
    try:
        header = read_header(data, LIMITS)
    except DomainError as error:
        hold(error.code.startswith("picture_"), f"the code is {error.code}")
        json.dumps(dict(error.extra))
        str(error).encode()
        return None
    hold(0 < header.width * header.height <= LIMITS.max_pixels, f"{header} has too many pixels")
    hold(max(header.width, header.height) <= LIMITS.max_side, f"{header} is too long")
    return header


def agreement(data: bytes) -> None:
    """What the gate let through is not larger, and does not move, for the decoder."""
    header = gate(data)
    if header is None:
        return
    try:
        image = Image.open(io.BytesIO(data), formats=[header.format])
    except Exception:  # noqa: BLE001 - the decoder refuses it, whatever it says
        return
    hold(image.size == (header.width, header.height), f"{header}, and the decoder: {image.size}")
    count = 1 if header.format == "JPEG" else getattr(image, "n_frames", 1)
    hold(count == 1, f"{header}, and the decoder: {count} frames")


def claims(data: bytes) -> None:
    """Reading claims raises nothing, and what is kept is bounded text."""
    for kind in CONTAINERS:
        kept = as_json(read_claims(data, kind))
        said = json.dumps(kept, ensure_ascii=False)
        hold(len(said.encode()) <= MOST_BYTES, f"{len(said)} bytes of claims")
        hold("\\u0000" not in said, "a NUL, which PostgreSQL cannot keep")
        hold(isinstance(from_json(json.loads(said)), Claims), "no claims again")
    hold(read_claims(data, "GIF") == Claims(), "claims of another format")


def marks(data: bytes) -> None:
    """A marked copy that is believed is the same picture, not a pixel changed."""
    header = gate(data)
    before = _pixels(data, header) if header else None
    if header is None or before is None:
        return
    asked = {"verb": "mark", "format": header.format, "mime": header.mime, "created": ""}
    asked |= {"values": json.dumps(VALUES), "algorithm": "", "chain": ""}
    answer = marking.work([json.dumps(asked).encode(), data])
    try:
        copy = PROVENANCE._believed(answer, data, signed=False)
    except WorkFailed:
        return
    hold(_pixels(copy.data, header) == before, "other pixels")
    hold((copy.data == data) == bool(copy.why), f"unchanged: {copy.why}")


def _pixels(data: bytes, header: Header) -> bytes | None:
    """None for what the decoder refuses, which never becomes a picture of ours."""
    if header.width * header.height > _SMALL:
        return None
    try:
        with Image.open(io.BytesIO(data), formats=[header.format]) as image:
            return image.convert("RGBA").tobytes()
    except Exception:  # noqa: BLE001 - whatever the decoder says
        return None


def provider_bytes(data: bytes) -> None:
    """The first look at what a provider sends."""
    hold(mime_of(data) in {None, "image/png", "image/jpeg", "image/webp"}, "another type")
    has_c2pa(data)


def lines(data: bytes) -> None:
    """Bytes of a decoder that was taken over, on the line to its parent."""
    near, far = socket.socketpair()
    with near, far:
        far.sendall(data[:4096])
        far.shutdown(socket.SHUT_WR)
        try:
            parts = frames.receive(near, most=1 << 16, deadline=time.monotonic() + 5)
        except frames.Nonsense:
            return
    hold(sum(map(len, parts)) <= 1 << 16, "more than was allowed")


def script(data: bytes) -> None:
    """Any bytes are text that can be kept, or are refused."""
    try:
        text, _ = decode(data)
    except (Invalid, TooLarge):
        return
    hold("\0" not in text, "a NUL")
    text.encode()


def names(data: bytes) -> None:
    """Whatever a file is called: safe to show, to send in a header, to write into an archive."""
    for name in (data[:700].decode("utf-8", "replace"), data[:700].decode("utf-16", "ignore")):
        _name(name + "\ud800\u202e" if len(name) % 2 else name)


def _name(name: str) -> None:
    shown = texts.clean_file_name(name)
    hold(len(shown) <= texts.FILE_NAME_MOST, "too long")
    hold(not any(unicodedata.category(one) in {"Cc", "Cs", "Cf"} for one in shown), "control")
    hold("/" not in shown and "\\" not in shown, "a path")
    hold(texts.clean_file_name(shown) == shown, "cleaning it again changes it")
    header = attachment(name)
    header.encode("ascii")
    hold("\r" not in header and "\n" not in header, "another header")
    stem = slug(name)
    hold(stem and "/" not in stem and "\\" not in stem and "." not in stem, f"slug {stem!r}")
    hold(len(stem.encode(errors="surrogatepass")) <= 200, "a name that no file system takes")
    taken = EntryNames()
    both = {taken.take("props", name, 1, "png") for _ in range(2)}
    hold(len(both) == 2, "the same name twice")


TARGETS: Mapping[str, Callable[[bytes], object]] = {
    "gate": gate,
    "agreement": agreement,
    "claims": claims,
    "marks": marks,
    "provider": provider_bytes,
    "lines": lines,
    "script": script,
    "names": names,
}
