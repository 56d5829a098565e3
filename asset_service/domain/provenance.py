"""Where a picture comes from, in the IPTC's words, and which of them mean that AI made it.

The codes are those of https://cv.iptc.org/newscodes/digitalsourcetype/ (those that are not
retired); an API, a file and a page say the same ones.
"""

from collections.abc import Mapping
from enum import StrEnum

PLACEHOLDER = "placeholder"
"""The provider that draws from rules: nothing was trained, so it is no AI."""

_VOCABULARY = "cv.iptc.org/newscodes/digitalsourcetype/"


class SourceType(StrEnum):
    DIGITAL_CAPTURE = "digitalCapture"
    COMPUTATIONAL_CAPTURE = "computationalCapture"
    NEGATIVE_FILM = "negativeFilm"
    POSITIVE_FILM = "positiveFilm"
    PRINT = "print"
    HUMAN_EDITS = "humanEdits"
    ALGORITHMICALLY_ENHANCED = "algorithmicallyEnhanced"
    AI_COMPOSITE = "compositeWithTrainedAlgorithmicMedia"
    DIGITAL_CREATION = "digitalCreation"
    DATA_DRIVEN = "dataDrivenMedia"
    AI = "trainedAlgorithmicMedia"
    ALGORITHMIC = "algorithmicMedia"
    SCREEN_CAPTURE = "screenCapture"
    VIRTUAL_RECORDING = "virtualRecording"
    COMPOSITE = "composite"
    COMPOSITE_CAPTURE = "compositeCapture"
    COMPOSITE_SYNTHETIC = "compositeSynthetic"

    @property
    def uri(self) -> str:
        """What is written into a file: the vocabulary's own address, with http."""
        return f"http://{_VOCABULARY}{self.value}"


class SaidType(StrEnum):
    """What somebody may say of a picture that he brings."""

    DIGITAL_CAPTURE = "digitalCapture"
    DIGITAL_CREATION = "digitalCreation"
    HUMAN_EDITS = "humanEdits"
    AI = "trainedAlgorithmicMedia"


# `compositeSynthetic` has at least one part that generative AI made.
_AI = frozenset({SourceType.AI, SourceType.AI_COMPOSITE, SourceType.COMPOSITE_SYNTHETIC})
_RETIRED: Mapping[str, SourceType] = {
    "minorHumanEdits": SourceType.HUMAN_EDITS,
    "digitalArt": SourceType.DIGITAL_CREATION,
    "softwareImage": SourceType.DIGITAL_CREATION,
}


def read(text: str) -> SourceType | None:
    """Return what an address of the vocabulary, or a bare code of it, means; None for others."""
    bare = text.strip().removeprefix("https://").removeprefix("http://")
    code = bare.removeprefix(_VOCABULARY)
    if code in _RETIRED:
        return _RETIRED[code]
    try:
        return SourceType(code)
    except ValueError:
        return None


def is_ai(kind: str | None) -> bool | None:
    """Whether AI made the picture or a part of it; None where nobody knows."""
    return None if kind is None else kind in _AI


def of_generated(provider: str | None) -> SourceType:
    """Return what a provider's picture is.

    Pictures that it followed (a likeness, a style) make it no composite: not a pixel of theirs
    is in it. `compositeWithTrainedAlgorithmicMedia` is for an edit of a picture that was there.
    """
    return SourceType.ALGORITHMIC if provider == PLACEHOLDER else SourceType.AI


def of_upload(said: SaidType | None, claimed: SourceType | None) -> SourceType | None:
    """Return what a person's picture is: what he says, unless the file says that AI made it.

    A mark that says AI is never talked away; one that says anything else may be put right.
    """
    if said is None or claimed in _AI:
        return claimed
    return SourceType(said.value)
