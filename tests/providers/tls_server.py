"""Loopback servers that speak TLS: with a certificate that is trusted here, and hardly at all."""

import contextlib
import datetime as dt
import socket
import ssl
import threading
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


def certificate(folder, *names):
    """Write a certificate for `names` that vouches for itself; return its path, key included."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0])])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / "certificate.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def speaking_tls(server, path):
    """Make a ScriptedServer speak TLS with the certificate at `path`."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    door = server._server.socket
    server._server.socket = context.wrap_socket(door, server_side=True)
    return server


class EndlessHandshake:
    """Begins to answer a greeting, and then sends a byte now and then."""

    def __init__(self):
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._over = threading.Event()
        threading.Thread(target=self._greet, daemon=True).start()

    def _greet(self):
        with contextlib.suppress(OSError):
            line, _ = self._door.accept()
            with line:
                line.recv(4096)
                line.sendall(b"\x16\x03\x03\x40\x00")  # 16 kB of handshake follow
                while not self._over.is_set():
                    line.sendall(b"\x02")
                    time.sleep(0.05)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._over.set()
        self._door.close()
