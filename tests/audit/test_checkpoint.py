"""Checkpoints: notes that other implementations made, a round trip, and every spoiled form."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from hypothesis import given
from hypothesis import strategies as st

from registry.audit.checkpoint import Checkpoint, NoteRefused, VerifierKey, opened, sign

ORIGIN = "register.example/log"
KEY, OLD_KEY, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2, 3))
VERIFIER, OLD_VERIFIER = VerifierKey.of(ORIGIN, KEY), VerifierKey.of(ORIGIN, OLD_KEY)
CHECKPOINT = Checkpoint(ORIGIN, 20_852_163, hashlib.sha256(b"root").digest())

# The note of the tests of Go's sumdb/note, which C2SP signed-note describes.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
# A checkpoint that a log of Trillian Tessera signed, with the key of its test data.
TESSERA_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
TESSERA_SIGNATURE = (
    "M9e0lkcvy5bAe7rrC8tCyAP+my+CLzswA91zOpBNWVU7qCojkUOHnfdQzDImoYeYH8G8PJSwOqsx0RkSa261OmKVwwM="
)
TESSERA_NOTE = (
    "example.com/log/testdata\n100270\nGRV1O0dCqmjjPvYi7CtOT79zb/fPwLNsMFWsynwU8Ac=\n\n"
    f"— example.com/log/testdata {TESSERA_SIGNATURE}\n"
)
# The example of C2SP tlog-checkpoint; its key is not published.
C2SP_TEXT = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"


def test_a_checkpoint_of_another_implementation_is_opened() -> None:
    checkpoint = opened(TESSERA_NOTE, [VerifierKey.parse(TESSERA_KEY)])
    assert (checkpoint.origin, checkpoint.size) == ("example.com/log/testdata", 100_270)
    assert TESSERA_NOTE.startswith(checkpoint.text)
    with pytest.raises(NoteRefused, match="signature"):
        opened(TESSERA_NOTE.replace("100270", "100271"), [VerifierKey.parse(TESSERA_KEY)])


def test_the_text_is_that_of_the_standard() -> None:
    root = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    assert Checkpoint("example.com/behind-the-sofa", 20_852_163, root).text == C2SP_TEXT


def test_our_signatures_are_those_of_go() -> None:
    key = VerifierKey.parse(GO_KEY)
    text = "If you think cryptography is the answer to your problem,\n"
    text += "then you don't know what your problem is.\n"
    packed = base64.b64decode(
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    )
    assert packed[:4] == key.hash
    Ed25519PublicKey.from_public_bytes(key.public).verify(packed[4:], text.encode())


@given(
    st.text(min_size=1).filter(
        lambda text: (
            not any(c.isspace() or c == "+" or c < " " for c in text)
            and text.encode("utf-8", "replace").decode() == text
        )
    ),
    st.integers(0, 10**18),
    st.binary(min_size=32, max_size=32),
    st.lists(st.sampled_from([KEY, OLD_KEY, STRANGER]), min_size=1, unique_by=id),
)
def test_what_was_signed_is_opened(
    origin: str, size: int, root: bytes, keys: list[Ed25519PrivateKey]
) -> None:
    checkpoint = Checkpoint(origin, size, root)
    note = sign(checkpoint, *keys)
    for key in keys:
        assert opened(note, [VerifierKey.of(origin, key)]) == checkpoint
    assert (
        opened(note, [VerifierKey.of(origin, key) for key in keys], only_known=True) == checkpoint
    )
    with pytest.raises(NoteRefused, match="no known key"):
        opened(note, [VerifierKey.of(f"{origin}2", key) for key in keys])
    assert VerifierKey.parse(str(VerifierKey.of(origin, KEY))) == VerifierKey.of(origin, KEY)


def test_keys_can_be_rotated() -> None:
    note = sign(CHECKPOINT, OLD_KEY, KEY)
    for verifiers in ([VERIFIER], [OLD_VERIFIER], [VERIFIER, OLD_VERIFIER]):
        assert opened(note, verifiers) == CHECKPOINT
    opened(note, [VERIFIER, OLD_VERIFIER], only_known=True)
    with pytest.raises(NoteRefused, match="unknown key"):
        opened(note, [VERIFIER], only_known=True)
    with pytest.raises(ValueError, match="differ"):
        sign(CHECKPOINT, KEY, KEY)
    with pytest.raises(ValueError, match="one key"):
        sign(CHECKPOINT)


NOTE = sign(CHECKPOINT, KEY)
TEXT, SIGNED = NOTE.split("\n\n")
PACKED = SIGNED.split(" ")[2].strip()


def resigned(text: str) -> str:
    """Return a note with whatever text, rightly signed."""
    signature = base64.b64encode(VERIFIER.hash + KEY.sign(text.encode())).decode()
    return f"{text}\n— {ORIGIN} {signature}\n"


SPOILED = {
    "empty": "",
    "no signatures": f"{TEXT}\n\n",
    "no empty line": f"{TEXT}\n{SIGNED}",
    "no newline at the end": NOTE[:-1],
    "another newline at the end": f"{NOTE}\n",
    "carriage returns": NOTE.replace("\n", "\r\n"),
    "a hyphen for the dash": NOTE.replace("—", "-"),
    "an en dash for the dash": NOTE.replace("—", "–"),
    "no dash": NOTE.replace("— ", ""),
    "two spaces": NOTE.replace("— ", "—  "),
    "a space at the end of a signature": f"{NOTE[:-1]} \n",
    "a signature line twice": f"{NOTE}{SIGNED}",
    "a signature that is only a hash": NOTE.replace(PACKED, PACKED[:8]),
    "a signature without its padding": NOTE.replace(PACKED, PACKED.rstrip("=")),
    "base64 with stray bits": resigned(
        f"{CHECKPOINT.text[:-3]}{chr(ord(CHECKPOINT.text[-3]) + 1)}=\n"
    ),
    "base64 in another alphabet": NOTE.replace(PACKED, PACKED.replace("/", "_").replace("+", "-")),
    "a line break in base64": NOTE.replace(PACKED, f"{PACKED[:40]}\n{PACKED[40:]}"),
    "a leading zero": resigned(CHECKPOINT.text.replace("\n2", "\n02")),
    "a plus before the size": resigned(CHECKPOINT.text.replace("\n2", "\n+2")),
    "a size in other digits": resigned(CHECKPOINT.text.replace("\n2", "\n٢")),
    "a size with underscores": resigned(CHECKPOINT.text.replace("\n20", "\n2_0")),
    "a size beyond all logs": resigned(CHECKPOINT.text.replace("\n2", f"\n2{'0' * 20}")),
    "an empty size": resigned(CHECKPOINT.text.replace("20852163", "")),
    "a short root": resigned(f"{ORIGIN}\n1\nAAAA\n"),
    "an extension line": resigned(f"{CHECKPOINT.text}more\n"),
    "a line less": resigned(f"{ORIGIN}\n1\n"),
    "an empty line more": resigned(f"{CHECKPOINT.text}\n"),
    "an empty origin": resigned(CHECKPOINT.text.removeprefix(ORIGIN)),
    "another origin": resigned(CHECKPOINT.text.replace(ORIGIN, "register.example/other")),
    "a space in the origin": resigned(CHECKPOINT.text.replace(ORIGIN, "register example")),
    "a plus in the origin": resigned(CHECKPOINT.text.replace(ORIGIN, "register+example")),
    "a control character": resigned(CHECKPOINT.text.replace(ORIGIN, "register\x07")),
    "half a character": NOTE.replace(f"— {ORIGIN}", "— \ud800"),
    "another root": NOTE.replace(
        CHECKPOINT.text.split("\n")[2], base64.b64encode(b"0" * 32).decode()
    ),
    "another size": NOTE.replace("20852163", "20852164"),
    "the key of a stranger": sign(CHECKPOINT, STRANGER),
    "a stranger's signature under our hash": NOTE.replace(
        PACKED, base64.b64encode(VERIFIER.hash + STRANGER.sign(CHECKPOINT.text.encode())).decode()
    ),
    "a wrong signature beside a right one": resigned(CHECKPOINT.text)
    + (f"— {ORIGIN} {base64.b64encode(OLD_VERIFIER.hash + bytes(64)).decode()}\n"),
    "too many signatures": NOTE + "".join(f"— {n} AAAAAAAA\n" for n in range(100)),
}


@pytest.mark.parametrize("note", SPOILED.values(), ids=list(SPOILED))
def test_what_is_not_of_the_one_form_is_refused(note: str) -> None:
    with pytest.raises(NoteRefused) as refusal:
        opened(note, [VERIFIER, OLD_VERIFIER])
    assert refusal.value.reason


@given(st.data())
def test_no_other_note_says_the_same(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(NOTE)))
    put = data.draw(st.text(max_size=2))
    until = data.draw(st.integers(at, min(len(NOTE), at + 2)))
    changed = NOTE[:at] + put + NOTE[until:]
    if changed != NOTE:
        with pytest.raises(NoteRefused):
            opened(changed, [VERIFIER], only_known=True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ORIGIN,
        f"{ORIGIN}+{VERIFIER.hash.hex()}",
        str(VERIFIER).replace(ORIGIN, ""),
        str(VERIFIER).replace(ORIGIN, "a b"),
        str(VERIFIER).replace(ORIGIN, "another"),
        f"{VERIFIER}\n",
        f" {VERIFIER}",
        str(VERIFIER).replace(VERIFIER.hash.hex(), VERIFIER.hash.hex().upper()),
        str(VERIFIER).replace(VERIFIER.hash.hex(), "00000000"),
        f"{VERIFIER}=",
        str(VERIFIER)[:-4],
        # An algorithm we don't know, and a key that is too long; each with the hash it would have.
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
    ],
)
def test_a_key_has_one_form(text: str) -> None:
    with pytest.raises(NoteRefused):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    ("origin", "size", "root"),
    [
        ("", 1, bytes(32)),
        ("a b", 1, bytes(32)),
        ("a\u00a0b", 1, bytes(32)),
        ("a+b", 1, bytes(32)),
        ("\ud800", 1, bytes(32)),
        ("a", -1, bytes(32)),
        ("a", 1, bytes(31)),
    ],
)
def test_no_checkpoint_says_what_no_note_may(origin: str, size: int, root: bytes) -> None:
    with pytest.raises(NoteRefused):
        Checkpoint(origin, size, root)
