"""Content credentials (C2PA): check those of a file, and sign one. Runs only in the sandbox.

The native library is asked for nothing but bytes in memory: it fetches nothing, and where it runs
there is no network, no file and no key. Source: c2pa-python 0.38, C2PA specification 2.4.
"""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from asset_service.domain.claims import MOST_ITEMS, Action, Credentials, Ingredient
from asset_service.domain.provenance import SourceType

OFFLINE = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
_STATES = {"Trusted": "trusted", "Valid": "valid"}
# What is left of a file whose credentials cannot be parsed at all.
_BROKEN = "Its content credentials cannot be read."


@dataclass(frozen=True)
class Signing:
    """What a signature is made of: `sign` is asked for it, whoever has the key.

    `algorithm` is as C2PA names it, `es256`; `chain` is PEM, the signer's certificate first.
    """

    algorithm: str
    chain: str
    sign: Callable[[bytes], bytes]


def is_installed() -> bool:
    return find_spec("c2pa") is not None


def warm() -> None:
    """Load the library and what it reads lazily."""
    import c2pa  # noqa: PLC0415 - an extra that not every installation has

    try:
        c2pa.Reader("image/png", io.BytesIO(b""), context=c2pa.Context.from_dict(OFFLINE))
    except c2pa.C2paError:
        return


def check(data: bytes, mime: str, anchors: str) -> Credentials:
    """Return what the credentials of a file say and whether they hold.

    `anchors` are certificates in PEM whose signers are trusted, "" for none.
    """
    import c2pa  # noqa: PLC0415 - an extra that not every installation has

    trust: dict[str, Any] = {"trust": {"user_anchors": anchors}} if anchors else {}
    try:
        reader = c2pa.Reader(
            mime, io.BytesIO(data), context=c2pa.Context.from_dict({**OFFLINE, **trust})
        )
        told, state = json.loads(reader.json()), reader.get_validation_state()
    except c2pa.C2paError as error:
        return Credentials("invalid", why=_BROKEN, problems=(str(error).partition(":")[0],))
    manifest = told.get("manifests", {}).get(told.get("active_manifest"), {})
    return _told(manifest, _STATES.get(str(state), "invalid"), told.get("validation_status") or [])


def sign(
    original: bytes, marked: bytes, mime: str, signing: Signing, created: SourceType | None
) -> bytes:
    """Return `marked` with a manifest that says where it comes from.

    A file that carries credentials, or whose origin nobody here knows, is named as the parent:
    what it says stays in the chain. Another one was `created` here.
    """
    import c2pa  # noqa: PLC0415 - an extra that not every installation has

    signer = c2pa.Signer.from_callback(
        signing.sign, c2pa.C2paSigningAlg[signing.algorithm.upper()], signing.chain
    )
    context = c2pa.Context.from_dict({"builder": {"thumbnail": {"enabled": False}}, **OFFLINE})
    builder = c2pa.Builder({"claim_generator_info": [{"name": "asset-service"}]}, context)
    if created is None:
        builder.set_intent(c2pa.C2paBuilderIntent.EDIT)
        parent = {"title": "As received", "relationship": "parentOf"}
        builder.add_ingredient(parent, mime, io.BytesIO(original))
    else:
        kind = c2pa.C2paDigitalSourceType[_library_name(created)]
        builder.set_intent(c2pa.C2paBuilderIntent.CREATE, kind)
    held = io.BytesIO()
    builder.sign(signer, mime, io.BytesIO(marked), held)
    return held.getvalue()


def _library_name(kind: SourceType) -> str:
    """`trainedAlgorithmicMedia` is TRAINED_ALGORITHMIC_MEDIA there."""
    return "".join(f"_{one}" if one.isupper() else one.upper() for one in kind.value)


def _told(manifest: Mapping[str, Any], state: str, status: list[Any]) -> Credentials:
    signature = manifest.get("signature_info") or {}
    names = [signature.get("common_name"), signature.get("issuer")]
    makers = manifest.get("claim_generator_info") or [{}]
    return Credentials(
        state=state,
        signer=", ".join(dict.fromkeys(str(name) for name in names if name)),
        signed_at=str(signature.get("time") or ""),
        generator=" ".join(
            str(makers[0][name]) for name in ("name", "version") if makers[0].get(name)
        )
        or str(manifest.get("claim_generator") or ""),
        problems=tuple(dict.fromkeys(str(one.get("code")) for one in status))[:MOST_ITEMS],
        actions=_actions(manifest),
        ingredients=tuple(
            Ingredient(str(one.get("title") or ""), str(one.get("relationship") or ""))
            for one in (manifest.get("ingredients") or [])[:MOST_ITEMS]
        ),
    )


def _actions(manifest: Mapping[str, Any]) -> tuple[Action, ...]:
    found = [
        action
        for assertion in manifest.get("assertions") or []
        if str(assertion.get("label", "")).startswith("c2pa.actions")
        for action in (assertion.get("data") or {}).get("actions") or []
    ]
    return tuple(
        Action(
            action=str(action.get("action") or ""),
            source_type=str(action.get("digitalSourceType") or ""),
            agent=_agent(action.get("softwareAgent")),
            when=str(action.get("when") or ""),
        )
        for action in found[:MOST_ITEMS]
    )


def _agent(agent: Any) -> str:
    if isinstance(agent, Mapping):
        return " ".join(str(agent[name]) for name in ("name", "version") if agent.get(name))
    return str(agent or "")
