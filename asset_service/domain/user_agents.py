"""Browser and system in words, from what a browser says of itself.

Only for a person to tell their own browsers apart: everybody may say anything, and newer browsers
say little on purpose. https://www.rfc-editor.org/rfc/rfc9110#name-user-agent
"""

import re

MOST = 400
# The first that fits: each of them also claims to be those after it.
_BROWSERS = (
    ("Edge", r"\bEdgA?(?:iOS)?/"),
    ("Opera", r"\bOPR/|\bOpera\b"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"\b(?:Headless)?Chrome/|\bChromium/|\bCriOS/"),
    ("Safari", r"\bSafari/"),
    ("curl", r"^curl/"),
    ("Python", r"\bpython|\bhttpx/"),
)
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMacintosh\b|\bMac OS X\b"),
    ("Linux", r"\bLinux\b|\bX11\b"),
)


def in_words(user_agent: str) -> str:
    """Return something like `Firefox on Linux`; `An unknown browser` when it says nothing known."""
    browser, system = _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or (f"A browser on {system}" if system else "An unknown browser")


def kept(said: str) -> str:
    """Return what is kept of the header: printable, bounded."""
    return "".join(character for character in said if character.isprintable())[:MOST]


def _first(known: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for name, sign in known if re.search(sign, said[:MOST], re.IGNORECASE)), "")
