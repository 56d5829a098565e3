"""Work on provenance that a hostile picture has taken over: its answers must not be believed."""

import picture_corpus as corpus

ANSWERS = {
    "nothing": [],
    "a_word": [b"marked"],
    "script": [b"marked", b"<script>alert(1)</script>"],
    "another_format": [b"marked", corpus.plain("JPEG")],
    "another_size": [b"marked", corpus.plain("PNG", size=(121, 80))],
    "another_word": [b"yes", corpus.plain("PNG")],
    "too_much": [b"marked", corpus.plain("PNG"), b"more"],
}


def warm():
    pass


def work(parts):
    """The lie to tell stands behind the picture."""
    return ANSWERS[parts[1].split(b"|")[-1].decode()]
