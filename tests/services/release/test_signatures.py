"""The program's own Ed25519 against RFC 8032 and against `cryptography`."""

from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import one_in
from tests.services.release import standalone

# RFC 8032 (2017), section 7.1: public key, message, signature of TEST 1, 2 and 3.
VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b"
        "46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11"
        "d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc"
        "6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
PROGRAM = standalone.program()


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_vectors_of_the_rfc_hold(public: str, message: str, signature: str) -> None:
    key, said, made = map(bytes.fromhex, (public, message, signature))
    assert PROGRAM.is_signed(key, said, made)
    assert not PROGRAM.is_signed(key, said + b"x", made)
    assert not PROGRAM.is_signed(key, said, made[:32] + bytes([made[32] ^ 1]) + made[33:])


@one_in(5)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_it_agrees_with_cryptography(private: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(private)
    public, made = key.public_key().public_bytes_raw(), key.sign(message)
    assert PROGRAM.is_signed(public, message, made)
    changed = bytearray(made)
    changed[bit // 8] ^= 1 << (bit % 8)
    assert not PROGRAM.is_signed(public, message, bytes(changed))


def test_what_is_no_point_or_too_large_is_no_signature() -> None:
    key = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
    public, made = key.public_key().public_bytes_raw(), key.sign(b"m")
    large = made[:32] + (int.from_bytes(made[32:], "little") + PROGRAM.L).to_bytes(32, "little")
    assert not PROGRAM.is_signed(public, b"m", large)
    assert not PROGRAM.is_signed(public[:31], b"m", made)
    assert not PROGRAM.is_signed((2**255 - 1).to_bytes(32, "little"), b"m", made)
    assert not PROGRAM.is_signed(public, b"m", (2).to_bytes(32, "little") + made[32:])
