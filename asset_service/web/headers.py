"""What every answer says to the browser, unless the route says something stricter."""

from urllib.parse import urlsplit

from flask import Flask, Response, request

from asset_service.config import Settings

API_POLICY = "default-src 'none'; frame-ancestors 'none'"
# As imgproxy sends with pictures of strangers: whatever the bytes are, they run nothing.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
_PERMISSIONS = ", ".join(
    f"{name}=()" for name in ("camera", "geolocation", "microphone", "payment", "usb")
)


def register(app: Flask, settings: Settings) -> None:
    page_policy = _page_policy(settings)
    secure = urlsplit(settings.public_url).scheme == "https"

    def add(response: Response) -> Response:
        api = request.path.startswith("/api/")
        headers = response.headers
        headers.setdefault("Content-Security-Policy", API_POLICY if api else page_policy)
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("X-Frame-Options", "DENY")
        headers.setdefault("Referrer-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", _PERMISSIONS)
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "private, no-cache")
        if secure:
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        return response

    app.after_request(add)


def _page_policy(settings: Settings) -> str:
    events = urlsplit(settings.events_url)
    listen = f" {events.scheme}://{events.netloc}" if events.netloc else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            f"connect-src 'self'{listen}",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
