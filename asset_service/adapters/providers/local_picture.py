"""What a file is, by its first bytes: what a server calls it is not believed."""

from asset_service.ports.providers import NoImage

_WEBP_AT = 8


def mime_of(data: bytes, label: str) -> str:
    """Return the MIME type of a picture; raises NoImage for whatever else `label` sent."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"RIFF") and data[_WEBP_AT:].startswith(b"WEBP"):
        return "image/webp"
    raise NoImage(f"What {label} sent is no PNG, JPEG or WebP picture.")
