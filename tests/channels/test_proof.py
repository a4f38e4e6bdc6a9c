"""Whether a letter was written by whoever its From names: what our own mail server says of it, or a signature.

The first values are worked out by hand after RFC 8601; gear.example.org is the domain of From, mx.vendor.test our
server.
"""

import base64
from collections.abc import Callable
from functools import cache

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from opora.channels.mail.proof import Proof, of_server, of_signature

OURS = ("mx.vendor.test",)
FROM = "anna@gear.example.org"

SAID = [
    ("mx.vendor.test; dmarc=pass header.from=gear.example.org", "pass"),
    ("mx.vendor.test; dmarc=fail (p=reject dis=none) header.from=gear.example.org", "fail"),
    # The name of the server is a domain: its case says nothing; a version may follow it.
    ("MX.Vendor.Test 1; dmarc=fail header.from=gear.example.org", "fail"),
    # What another server says is ignored, whatever it is.
    ("mx.evil.example.org; dmarc=pass header.from=gear.example.org", ""),
    ("mx.evil.example.org; dmarc=fail header.from=gear.example.org", ""),
    ("mx.vendor.test.evil.example.org; dmarc=pass header.from=gear.example.org", ""),
    # DMARC speaks of the From that it read.
    ("mx.vendor.test; dmarc=pass header.from=evil.example.org", ""),
    ("mx.vendor.test; dmarc=none header.from=gear.example.org", ""),
    # Without DMARC: who signed or sent must be the domain of From, or of its house.
    ("mx.vendor.test; dkim=pass header.d=gear.example.org", "pass"),
    ("mx.vendor.test; dkim=pass header.i=@mail.gear.example.org header.b=abc", "pass"),
    ("mx.vendor.test; dkim=pass header.d=org", ""),
    ("mx.vendor.test; dkim=pass header.d=evil.example.org", ""),
    ("mx.vendor.test; dkim=pass header.d=notgear.example.org", ""),
    ("mx.vendor.test; spf=pass smtp.mailfrom=anna@gear.example.org", "pass"),
    ("mx.vendor.test; spf=pass smtp.mailfrom=evil.example.org", ""),
    ("mx.vendor.test; spf=fail smtp.mailfrom=gear.example.org", "fail"),
    ("mx.vendor.test; spf=softfail smtp.mailfrom=gear.example.org", ""),
    ("mx.vendor.test; dkim=fail (body hash did not verify) header.d=gear.example.org", ""),
    ("mx.vendor.test; dkim=fail header.d=gear.example.org; dmarc=none header.from=gear.example.org", ""),
    ("mx.vendor.test; dkim=fail header.d=gear.example.org; dmarc=fail header.from=gear.example.org", "fail"),
    ("mx.vendor.test; dkim=fail header.d=list.example.com", ""),
    # A forwarder breaks one of the two: the other one is enough.
    ("mx.vendor.test; spf=fail smtp.mailfrom=gear.example.org; dkim=pass header.d=gear.example.org", "pass"),
    # DMARC has the last word over both.
    ("mx.vendor.test; spf=pass smtp.mailfrom=gear.example.org; dmarc=fail header.from=gear.example.org", "fail"),
    # Comments and quoted strings hide nothing and say nothing.
    ('mx.vendor.test; spf=none reason="; dmarc=pass header.from=gear.example.org"', ""),
    ("mx.vendor.test; spf=none (; dmarc=pass header.from=gear.example.org)", ""),
    ("mx.vendor.test (our server); dmarc (policy) = fail (p=none) header.from=gear.example.org", "fail"),
    ("mx.vendor.test; none", ""),
    ("", ""),
    ("((((", ""),
    ('mx.vendor.test; dmarc="', ""),
]


@pytest.mark.parametrize(("value", "verdict"), SAID)
def test_what_our_server_says(value: str, verdict: str) -> None:
    assert of_server((value,), FROM, OURS).verdict == verdict


def test_it_says_in_what_words() -> None:
    said = "mx.vendor.test; spf=none; dmarc=fail (p=reject) header.from=gear.example.org"
    assert of_server((said,), FROM, OURS) == Proof("fail", "mx.vendor.test: dmarc=fail header.from=gear.example.org")


def test_of_several_headers_of_our_server_the_topmost_counts() -> None:
    """A server writes above what was there; what stands below may have come with the letter."""
    fails, passes = "mx.vendor.test; dmarc=fail", "mx.vendor.test; dmarc=pass"
    assert of_server((fails, passes), FROM, OURS).verdict == "fail"
    assert of_server((passes, fails), FROM, OURS).verdict == "pass"
    assert of_server(("relay.example.org; dmarc=pass", fails, passes), FROM, OURS).verdict == "fail"


def test_without_a_server_of_ours_nothing_is_believed() -> None:
    assert of_server(("mx.vendor.test; dmarc=fail",), FROM, ()) == Proof()
    assert of_server((), FROM, OURS) == Proof()
    assert of_server(("mx.vendor.test; dmarc=fail",), "", OURS) == Proof()


def test_a_domain_in_cyrillic_is_the_one_in_ascii() -> None:
    said = "mx.vendor.test; dmarc=pass header.from=xn--e1afmkfd.xn--p1ai"
    assert of_server((said,), "ivan@пример.рф", OURS).verdict == "pass"


# --- signatures ----------------------------------------------------------------------------------------------

LETTER = (
    b"From: Anna <anna@gear.example.org>\r\nTo: support@vendor.test\r\nSubject: x\r\n"
    b"Date: Fri, 8 May 2026 12:00:00 +0500\r\nMessage-ID: <1@gear.example.org>\r\n\r\nIt does not open.\r\n"
)


@cache
def keys() -> tuple[bytes, bytes]:
    """A private key, and the record that DNS gives for it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private, b"v=DKIM1; k=rsa; p=" + base64.b64encode(public)


def signed(domain: str = "gear.example.org", letter: bytes = LETTER) -> bytes:
    """The letter as the mail server of this domain signs it."""
    return bytes(dkim.sign(letter, b"may", domain.encode(), keys()[0], include_headers=[b"from", b"subject"])) + letter


def dns(*domains: str) -> Callable[..., bytes | None]:
    """A name server that knows the keys of these domains."""
    records = {f"may._domainkey.{domain}": keys()[1] for domain in domains}
    return lambda name, timeout=5: records.get(name.decode().rstrip("."))


def test_a_signature_of_the_senders_domain_proves_the_letter() -> None:
    proof = of_signature(signed(), FROM, dns("gear.example.org"))
    assert proof == Proof("pass", "dkim=pass header.d=gear.example.org")


def test_a_signature_that_holds_no_more_is_as_good_as_none() -> None:
    """RFC 6376, 6.1: what was altered on the way counts as unsigned."""
    altered = signed().replace(b"does not open", b"opens nicely!")
    proof = of_signature(altered, FROM, dns("gear.example.org"))
    assert proof == Proof()


def test_a_strangers_signature_proves_nothing() -> None:
    assert of_signature(signed("evil.example.org"), FROM, dns("evil.example.org")) == Proof()


def test_a_second_signature_is_enough() -> None:
    """A list adds its own signature above the sender's."""
    both = signed("list.example.com", signed())
    assert of_signature(both, FROM, dns("gear.example.org", "list.example.com")).verdict == "pass"


def test_who_claims_to_have_signed_for_the_domain_without_its_key_proves_nothing() -> None:
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    record = base64.b64encode(
        other.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    assert of_signature(signed(), FROM, lambda name, timeout=5: b"v=DKIM1; p=" + record) == Proof()


@pytest.mark.parametrize("raw", [b"", b"\r\n", LETTER, b"DKIM-Signature: v=1; rubbish\r\n" + LETTER])
def test_without_a_whole_signature_nothing_is_said(raw: bytes) -> None:
    assert of_signature(raw, FROM, dns("gear.example.org")) == Proof()


def test_a_name_server_that_is_away_says_nothing() -> None:
    def away(name: bytes, timeout: int = 5) -> bytes:
        raise dkim.DnsTimeoutError("away")

    assert of_signature(signed(), FROM, away) == Proof()
    assert of_signature(signed(), FROM, dns()) == Proof()
