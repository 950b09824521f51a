"""Certificates that nobody checks: nodes encrypt what they say, and know each other by what they sign.

Source: the client's package ``server`` (self-signed certificate; connections without verification).
"""

import datetime
import ipaddress
import ssl
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PROTOCOLS = ("h2", "http/1.1")
"""What a port speaks, as TLS names it: gRPC, and everything else."""


def server_context(folder: Path) -> ssl.SSLContext:
    """What a node listens with: a new key on P-256 and its certificate, which are put into ``folder``."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Livepeer")])
    now = datetime.datetime.now(datetime.UTC)
    hosts = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=365))
        .add_extension(hosts, critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "node.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    context.set_alpn_protocols(list(PROTOCOLS))
    return context


def unverified_context(*protocols: str) -> ssl.SSLContext:
    """What a node connects with."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return context


def presented_certificate(host: str, port: int, timeout: float) -> tuple[bytes, str]:
    """The certificate that a node shows (PEM), and a name in it. Raises ``OSError``.

    grpcio cannot leave out the check of a certificate, so that it is told to trust this one.
    """
    pem = ssl.get_server_certificate((host, port), timeout=timeout)
    certificate = x509.load_pem_x509_certificate(pem.encode("ascii"))
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return pem.encode("ascii"), host
    dns = names.get_values_for_type(x509.DNSName)
    addresses = names.get_values_for_type(x509.IPAddress)
    return pem.encode("ascii"), next(iter([*dns, *map(str, addresses)]), host)
