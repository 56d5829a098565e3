"""Where a picture comes from, in words: closed sets in, plain English out. No HTML here."""

from asset_service.domain.claims import Credentials
from asset_service.domain.provenance import SaidType
from asset_service.services.origin_views import MarkingView, OriginView
from asset_service.services.views.pictures import AttemptView
from asset_service.web.pages import words

AI = "AI-generated"
_TYPES = {
    "trainedAlgorithmicMedia": "Made by generative AI",
    "compositeWithTrainedAlgorithmicMedia": "Edited with generative AI",
    "compositeSynthetic": "Put together, with parts made by generative AI",
    "algorithmicMedia": "Drawn by rules, without AI",
    "algorithmicallyEnhanced": "Enhanced by an algorithm",
    "digitalCapture": "Photographed",
    "computationalCapture": "Photographed, computed from several takes",
    "digitalCreation": "Made by a person with digital tools",
    "humanEdits": "Edited by a person",
    "negativeFilm": "Digitised from film (negative)",
    "positiveFilm": "Digitised from film (positive)",
    "print": "Digitised from a print",
    "dataDrivenMedia": "Drawn from data",
    "screenCapture": "Captured from a screen",
    "virtualRecording": "Recorded in a virtual world",
    "composite": "Put together from several pictures",
    "compositeCapture": "Put together from photographs",
}
SAYABLE = tuple((kind.value, _TYPES[kind.value]) for kind in SaidType)
_STATES = {
    "trusted": "Trusted: unchanged since it was signed, by a signer on this installation's list",
    "valid": "Valid, untrusted: unchanged since it was signed, by somebody nobody here vouches for",
    "invalid": "Invalid: the file was changed after it was signed, or the signature is no good",
    "unchecked": "Not checked",
}
_ACTIONS = {
    "c2pa.created": "created",
    "c2pa.opened": "opened",
    "c2pa.edited": "edited",
    "c2pa.converted": "converted",
    "c2pa.resized": "resized",
    "c2pa.cropped": "cropped",
    "c2pa.placed": "placed",
    "c2pa.published": "published",
}
_UNCHANGED = {
    "signed": "The file carries content credentials of its own. Any mark would break them, and "
    "this installation has no certificate to sign anew with: the copy is the original.",
    "nothing_known": "Nobody said where this picture comes from, and its file does not say: there "
    "is nothing to mark it with.",
}


def type_words(code: str | None) -> str:
    return _TYPES.get(code or "", "Not known")


def badge(attempt: AttemptView) -> str:
    """Return the source as it stands on the picture; a placeholder says what it is not."""
    source = words.picture_source(attempt)
    return f"{source}, not {AI}" if words.is_placeholder(attempt) else source


def in_short(origin: OriginView) -> str:
    """Say in a sentence where the picture comes from, and who says so."""
    attempt = origin.attempt
    if words.is_placeholder(attempt):
        return "The built-in placeholder drew it by rules. No AI was asked: it is not AI-generated."
    if attempt.source == "generated":
        named = ", ".join(filter(None, (attempt.provider, attempt.model)))
        return f"An AI model made it here: {named}."
    if attempt.digital_source_type is None:
        return "It was uploaded. Neither its file nor who brought it says where it comes from."
    claimed = origin.claims.claimed if origin.claims is not None else None
    who = "its file" if attempt.digital_source_type == claimed else "who brought it"
    what = type_words(attempt.digital_source_type)
    return f"It was uploaded. {what[0].upper()}{what[1:]}, says {who}."


def state_words(credentials: Credentials) -> str:
    return _STATES.get(credentials.state, _STATES["unchecked"])


def action_words(action: str) -> str:
    """Return the word for what was done; what is not known here stays as it is written."""
    return _ACTIONS.get(action, action)


def marking_words(marking: MarkingView) -> str:
    """Say what a marked copy has, or why there is none."""
    if marking.why:
        return _UNCHANGED.get(marking.why, "The copy is the original.")
    parts = ["says where it comes from in its metadata"] if marking.metadata else []
    if marking.signed:
        parts.append("is signed with this installation's certificate")
    return f"The copy {' and '.join(parts)}. Not a pixel is changed."
