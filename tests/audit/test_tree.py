"""The Merkle tree: the vectors published for RFC 6962, and pymerkle as an oracle."""

from collections.abc import Sequence
from functools import cache

import pymerkle
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registry.audit.tree import (
    EMPTY_ROOT,
    TileTooShort,
    consistency_proof,
    extended,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

# Those of the reference implementation of RFC 6962, which its successors' tests use too.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        *("", "00", "10", "2021", "3031", "40414243", "5051525354555657"),
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
FIRST_OF_EIGHT = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
]
SIX_TO_EIGHT = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]


class Tiles(dict[tuple[int, int], bytes]):
    """Tiles in memory, which count how often they are read."""

    def __init__(self, leaves: Sequence[bytes] = ()) -> None:
        self.size, self.reads = 0, 0
        self.append([leaf_hash(leaf) for leaf in leaves])

    def append(self, hashes: Sequence[bytes]) -> None:
        self.update(extended(self.size, hashes, self.read))
        self.size += len(hashes)

    def read(self, level: int, number: int) -> bytes:
        self.reads += 1
        return self[level, number]


def oracle(leaves: Sequence[bytes]) -> pymerkle.InmemoryTree:
    tree = pymerkle.InmemoryTree(algorithm="sha256")
    for leaf in leaves:
        tree.append_entry(leaf)
    return tree


def numbered(count: int) -> list[bytes]:
    return [b"%d" % number for number in range(count)]


def test_the_published_vectors() -> None:
    tiles = Tiles(LEAVES)
    assert root(0, tiles.read) == EMPTY_ROOT
    for size, expected in enumerate(ROOTS, 1):
        assert root(size, tiles.read).hex() == expected
    assert [step.hex() for step in inclusion_proof(0, 8, tiles.read)] == FIRST_OF_EIGHT
    assert [step.hex() for step in consistency_proof(6, 8, tiles.read)] == SIX_TO_EIGHT
    assert leaf_hash(b"L123456").hex() == (
        "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"
    )
    assert node_hash(b"N123", b"N456").hex() == (
        "aa217fe888e47007fa15edab33c2b492a722cb106c64667fc2b044444de66bbb"
    )


@pytest.mark.parametrize("size", range(1, 41))
def test_small_trees_and_all_their_proofs_agree_with_the_oracle(size: int) -> None:
    leaves, peer = numbered(size), oracle(numbered(size))
    tiles = Tiles(leaves)
    now = root(size, tiles.read)
    assert now == peer.get_root()
    for index, leaf in enumerate(leaves):
        proof = inclusion_proof(index, size, tiles.read)
        assert [leaf_hash(leaf), *proof] == peer.prove_inclusion(index + 1, size).path
        assert verify_inclusion(leaf_hash(leaf), index, size, proof, now)
    for first in range(size + 1):
        proof = consistency_proof(first, size, tiles.read)
        before = peer.get_root(first) if first else EMPTY_ROOT
        assert verify_consistency(first, size, proof, before, now)
        assert proof == (by_the_book(first, leaves, known=True) if first else [])


def by_the_book(first: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    """Return a consistency proof as RFC 9162, 2.1.4.1 defines it."""
    if first == len(leaves):
        return [] if known else [oracle(leaves).get_root()]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    if first <= split:
        rest = oracle(leaves[split:]).get_root()
        return [*by_the_book(first, leaves[:split], known=known), rest]
    rest = oracle(leaves[:split]).get_root()
    return [*by_the_book(first - split, leaves[split:], known=False), rest]


# Around full tiles of the lowest two levels, where levels begin and end.
SIZES = st.one_of(
    st.integers(1, 2_000),
    st.sampled_from([255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 66_000]),
)
LARGEST = 66_000


@cache
def large() -> tuple[Tiles, pymerkle.InmemoryTree]:
    leaves = numbered(LARGEST)
    return Tiles(leaves), oracle(leaves)


@settings(deadline=None, max_examples=50)
@given(SIZES, st.data())
def test_proofs_in_any_beginning_of_a_log_agree_with_the_oracle(
    size: int, data: st.DataObject
) -> None:
    tiles, peer = large()
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size))
    now, leaf = root(size, tiles.read), leaf_hash(b"%d" % index)
    assert now == peer.get_root(size)
    proof = inclusion_proof(index, size, tiles.read)
    theirs = peer.prove_inclusion(index + 1, size)
    assert theirs.path == [leaf, *proof]
    theirs.path = [leaf, *proof]
    theirs.verify(leaf, now, index=index + 1, size=size)
    assert verify_inclusion(leaf, index, size, proof, now)
    path = consistency_proof(first, size, tiles.read)
    assert verify_consistency(first, size, path, peer.get_root(first), now)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(0, 700), max_size=6))
def test_tiles_are_the_same_however_the_leaves_came(batches: list[int]) -> None:
    hashes = [leaf_hash(leaf) for leaf in numbered(sum(batches))]
    grown = Tiles()
    for batch in batches:
        grown.append(hashes[grown.size : grown.size + batch])
    whole = Tiles()
    whole.append(hashes)
    assert grown == whole
    for (level, number), tile in whole.items():
        assert len(tile) == 32 * min(256, len(hashes) // 256**level - 256 * number) > 0


@settings(deadline=None)
@given(st.integers(1, 300), st.data())
def test_no_other_proof_is_right(size: int, data: st.DataObject) -> None:
    tiles, _ = large()
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    leaf, now, before = leaf_hash(b"%d" % index), root(size, tiles.read), root(first, tiles.read)
    path, steps = (
        inclusion_proof(index, size, tiles.read),
        consistency_proof(first, size, tiles.read),
    )
    for other in spoiled(path, data):
        assert not verify_inclusion(leaf, index, size, other, now)
    for other in spoiled(steps, data):
        assert not verify_consistency(first, size, other, before, now)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, path, now)
    assert not verify_inclusion(leaf, size, size, path, now)
    assert not verify_inclusion(leaf, -1, size, path, now)
    assert not verify_inclusion(leaf, index, size, path, EMPTY_ROOT)
    assert not verify_consistency(first, size, steps, EMPTY_ROOT, now)
    assert not verify_consistency(first, size, steps, before, EMPTY_ROOT)
    assert not verify_consistency(size + 1, size, steps, before, now)
    assert not verify_consistency(0, size, [], before, now)
    if first < size:
        assert not verify_consistency(first, size, [], before, now)


def spoiled(proof: list[bytes], data: st.DataObject) -> list[list[bytes]]:
    others = [[*proof, EMPTY_ROOT], [EMPTY_ROOT, *proof]]
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        changed = (int.from_bytes(proof[at]) ^ 1 << bit).to_bytes(32)
        others += [[*proof[:at], changed, *proof[at + 1 :]], [*proof[:at], *proof[at + 1 :]]]
    return others


def test_a_proof_of_ten_million_leaves_reads_a_few_tiles() -> None:
    same = leaf_hash(b"the same")
    size, full = 10_000_000, {0: same}
    for height in range(24):
        full[height + 1] = node_hash(full[height], full[height])
    reads = []

    def read(level: int, number: int) -> bytes:
        reads.append((level, number))
        return full[8 * level] * min(256, size // int(256**level) - 256 * number)

    now = root(size, read)
    path = inclusion_proof(7_654_321, size, read)
    assert verify_inclusion(same, 7_654_321, size, path, now)
    steps = consistency_proof(7_654_321, size, read)
    assert verify_consistency(7_654_321, size, steps, root(7_654_321, read), now)
    reads.clear()
    extended(size, [same] * 1_000, read)
    assert len(reads) <= 4
    for ask in (
        lambda: inclusion_proof(7_654_321, size, read),
        lambda: consistency_proof(7_654_321, size, read),
        lambda: root(size, read),
    ):
        reads.clear()
        ask()
        assert len(reads) <= 9


def test_what_is_not_there_is_refused() -> None:
    tiles = Tiles(numbered(5))
    with pytest.raises(TileTooShort, match="tile 0 of level 0"):
        root(6, tiles.read)
    with pytest.raises(TileTooShort):
        extended(6, [EMPTY_ROOT], tiles.read)
    for wrong in (
        lambda: root(-1, tiles.read),
        lambda: inclusion_proof(5, 5, tiles.read),
        lambda: inclusion_proof(-1, 5, tiles.read),
        lambda: consistency_proof(5, 4, tiles.read),
        lambda: consistency_proof(-1, 4, tiles.read),
        lambda: extended(5, [b"short"], tiles.read),
    ):
        with pytest.raises(ValueError, match=r"leaves|leaf|bytes"):
            wrong()
    assert extended(5, [], tiles.read) == {}
