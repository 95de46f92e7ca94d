"""A certificate authority of the tests' own, which nobody trusts unless SSL_CERT_FILE names it."""

import datetime
import ipaddress
import ssl
from collections.abc import Iterable
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

_DAY = datetime.timedelta(days=1)


class Authority:
    """`certificate` is the file to trust, in `folder`; `serving(names)` makes what a server of these names needs."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Authority of the tests")])
        constraint = x509.BasicConstraints(ca=True, path_length=0)
        self._own = self._signed(self._name, self._key, constraint, critical=True)
        self.certificate = folder / "authority.pem"
        self.certificate.write_bytes(self._own.public_bytes(Encoding.PEM))

    def serving(self, *names: str) -> ssl.SSLContext:
        """Host names and IP addresses; without any, localhost and 127.0.0.1."""
        names = names or ("localhost", "127.0.0.1")
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0][:64])])
        certificate = self._signed(subject, key, x509.SubjectAlternativeName(_general(names)), critical=False)
        path = self._folder / f"{names[0]}.pem"
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        path.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context

    def _signed(
        self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, extension: x509.ExtensionType, *, critical: bool
    ) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder(self._name, subject, key.public_key(), x509.random_serial_number())
        dated = builder.not_valid_before(now - _DAY).not_valid_after(now + 30 * _DAY)
        return dated.add_extension(extension, critical).sign(self._key, hashes.SHA256())


def _general(names: Iterable[str]) -> Iterable[x509.GeneralName]:
    for name in names:
        try:
            yield x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            yield x509.DNSName(name)
