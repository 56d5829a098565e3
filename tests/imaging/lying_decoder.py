"""A decoder that a hostile picture has taken over: its answers must not be believed."""

import json

import picture_corpus as corpus

FACTS = {"width": 120, "height": 80, "sideways": False}
GOOD = corpus.plain("WEBP")

ANSWERS = {
    "nothing": [],
    "no_facts": [b"[1, 2]", b"hash", GOOD],
    "broken_facts": [b"{", b"hash", GOOD],
    "deep_facts": [b"[" * 100_000, b"hash", GOOD],
    "not_utf8": [b"\xff\xfe\xff", b"hash", GOOD],
    "other_size": [json.dumps(FACTS | {"width": 121}).encode(), b"hash", GOOD],
    "long_hash": [json.dumps(FACTS).encode(), bytes(65), GOOD],
    "no_picture": [json.dumps(FACTS).encode(), b"hash"],
    "two_pictures": [json.dumps(FACTS).encode(), b"hash", GOOD, GOOD],
    "script": [json.dumps(FACTS).encode(), b"hash", b"<script>alert(1)</script>"],
    "not_webp": [json.dumps(FACTS).encode(), b"hash", corpus.plain("PNG")],
    "too_wide": [json.dumps(FACTS).encode(), b"hash", corpus.plain("WEBP", size=(769, 10))],
    "moving": [json.dumps(FACTS).encode(), b"hash", corpus.animated("WEBP")],
    "honest": [json.dumps(FACTS).encode(), b"hash", GOOD],
}


def warm():
    pass


def work(parts):
    """The lie to tell stands behind the picture."""
    return ANSWERS[parts[1].split(b"|")[-2].decode()]
