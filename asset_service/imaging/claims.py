"""Read what a picture file says of itself, from its metadata alone. Runs only in the sandbox.

Linear in the length of the file, with bounds on everything that is kept.
"""

from types import ModuleType

from asset_service.domain.claims import Claims, Credentials, text_of
from asset_service.imaging import exif, jpeg, png, recipes, webp, xmp

CONTAINERS: dict[str, ModuleType] = {"PNG": png, "JPEG": jpeg, "WEBP": webp}
MOST_METADATA = 1 << 20
"""Bytes of one piece of metadata that are looked at, unpacked."""

UNCHECKED = Credentials("unchecked", why="Nothing that checks content credentials is installed.")


def warm() -> None:
    """Load what reading loads by the way: where it runs, no file can be opened."""
    said = xmp.merged(xmp.merged(None, {xmp.SOURCE_TYPE: "x"}), {xmp.AI_SYSTEM: "x"})
    xmp.read(said)
    for code in ("utf-16-be", "utf-16-le", "latin-1"):
        "x".encode(code).decode(code)


def read_claims(data: bytes, kind: str) -> Claims:
    """Return what a file of the format `kind` says; raises nothing, whatever the bytes are.

    Whether content credentials are there is seen here, whether they are true is not.
    """
    container = CONTAINERS.get(kind)
    if container is None:
        return Claims()
    found = container.pieces(data)
    said = _xmp(container.xmp(data, found, MOST_METADATA))
    comment = exif.user_comment(container.exif(data, found, MOST_METADATA) or b"")
    # only a PNG has texts of its own: the others keep them in EXIF
    texts = png.texts(data, found, recipes.KEYWORDS, MOST_METADATA) if kind == "PNG" else {}
    return Claims(
        credentials=UNCHECKED if container.has_credentials(data, found) else None,
        source_type=text_of(said.source_type, 200),
        ai_system=text_of(said.ai_system, 200),
        ai_prompt=text_of(said.ai_prompt),
        recipe=recipes.find(texts, comment),
    )


def _xmp(packet: bytes | None) -> xmp.Said:
    try:
        return xmp.read(packet) if packet else xmp.Said()
    except xmp.Unreadable:
        return xmp.Said()
