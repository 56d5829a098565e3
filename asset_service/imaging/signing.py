"""The installation's own certificate: its key signs here, and enters no sandbox."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from asset_service.config import SettingsError
from asset_service.imaging import credentials


@dataclass(frozen=True)
class Signer:
    """`chain` is PEM, the signer's certificate first; `algorithm` as C2PA names it, `es256`."""

    algorithm: str
    chain: str
    sign: Callable[[bytes], bytes] = field(repr=False)


def load(certificate: Path, key: Path) -> Signer:
    """Read the two files; raises SettingsError that names the variable, never what is in them."""
    if not credentials.is_installed():
        raise SettingsError(
            "C2PA_CERTIFICATE needs the extra `c2pa`: pip install asset-service[c2pa]"
        )
    from cryptography import x509  # noqa: PLC0415 - comes with the extra
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - comes with the extra

    chain = _read(certificate, "C2PA_CERTIFICATE")
    secret = _read(key, "C2PA_KEY")
    try:
        leaf = x509.load_pem_x509_certificates(chain)[0]
    except ValueError:
        raise SettingsError(
            f"C2PA_CERTIFICATE holds no certificate in PEM: {certificate}"
        ) from None
    try:
        private = serialization.load_pem_private_key(secret, password=None)
    except (ValueError, TypeError):
        raise SettingsError(f"C2PA_KEY holds no key in PEM without a password: {key}") from None
    if private.public_key() != leaf.public_key():
        raise SettingsError("C2PA_KEY is not the key of the first certificate in C2PA_CERTIFICATE")
    return _signer(private, chain.decode("ascii", "replace"))


def _signer(private: Any, chain: str) -> Signer:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - comes with the extra
    from cryptography.hazmat.primitives.asymmetric import (  # noqa: PLC0415 - comes with the extra
        ec,
        ed25519,
        padding,
        rsa,
        utils,
    )

    if isinstance(private, ed25519.Ed25519PrivateKey):
        return Signer("ed25519", chain, private.sign)
    if isinstance(private, rsa.RSAPrivateKey):
        pss = padding.PSS(padding.MGF1(hashes.SHA256()), padding.PSS.DIGEST_LENGTH)
        return Signer("ps256", chain, lambda said: private.sign(said, pss, hashes.SHA256()))
    curves = {256: ("es256", hashes.SHA256()), 384: ("es384", hashes.SHA384())}
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.key_size not in curves:
        raise SettingsError("C2PA_KEY must be an EC (P-256, P-384), RSA or Ed25519 key")
    name, digest = curves[private.key_size]
    length = private.key_size // 8

    def sign(said: bytes) -> bytes:
        # COSE wants the two numbers themselves (RFC 9053, section 2.1)
        r, s = utils.decode_dss_signature(private.sign(said, ec.ECDSA(digest)))
        return r.to_bytes(length, "big") + s.to_bytes(length, "big")

    return Signer(name, chain, sign)


def read_anchors(anchors: Path) -> str:
    """Return the certificates of a file; raises SettingsError for one that cannot be read."""
    return _read(anchors, "C2PA_TRUST_ANCHORS").decode("ascii", "replace")


def _read(path: Path, name: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SettingsError(f"{name} cannot be read: {path} ({error.strerror})") from None
