"""Boxes: bytes encrypted with AES-256-GCM and bound to what they belong to."""

import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
KEY_BITS = 256


def new_key() -> bytes:
    """Return a fresh key of 256 bits."""
    return AESGCM.generate_key(KEY_BITS)


def encrypt(key: bytes, plain: bytes, bound_to: bytes) -> bytes:
    """Return a box: a fresh nonce of 12 bytes, the ciphertext and its tag of 16 bytes."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)


def decrypt(key: bytes, box: bytes, bound_to: bytes) -> bytes:
    """Return what is in a box. Raises InvalidTag if it is not as it was made."""
    return AESGCM(key).decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], bound_to)
