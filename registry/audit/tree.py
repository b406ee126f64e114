"""The Merkle tree of RFC 6962 and RFC 9162 (SHA-256), kept in tiles, with its proofs.

A tile (level L, index N) holds up to 256 hashes of 32 bytes one after the other: those of the full
subtrees of 256^L leaves with the numbers 256 N, 256 N + 1 and so on. Only the last tile of a
level may be partial, and a tile only ever grows, so the tiles of a larger tree serve every
smaller one. A tree of n leaves has n // 256^L hashes at level L. (The idea is that of C2SP
tlog-tiles, https://c2sp.org/tlog-tiles.)

All functions are pure: they ask for stored tiles through a `Read` and change nothing.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache

HASH_BYTES = 32
TILE_HEIGHT = 8
TILE_WIDTH = 1 << TILE_HEIGHT
EMPTY_ROOT = hashlib.sha256().digest()

Read = Callable[[int, int], bytes]


class TileTooShort(LookupError):
    """A stored tile holds fewer hashes than a tree of the size that was asked for has there."""


def leaf_hash(leaf: bytes) -> bytes:
    """Return the 32 bytes that stand for a leaf (RFC 6962, section 2.1)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the 32 bytes that stand for a node with these two children (RFC 6962, 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(size: int, read: Read) -> bytes:
    """Return the root of the tree of the first `size` leaves.

    Raises `ValueError` for a negative size, and `TileTooShort` when a tile has not got so far.
    """
    if size < 0:
        raise ValueError(f"a tree has no {size} leaves")
    return _hash_of(0, size, cache(read)) if size else EMPTY_ROOT


def extended(size: int, new: Sequence[bytes], read: Read) -> dict[tuple[int, int], bytes]:
    """Return the tiles, whole and of all levels, that change when leaf hashes are appended.

    `size` is the number of leaves before, `new` holds their leaf hashes of 32 bytes each. Reads
    no tile but the last one of each level that grows.
    """
    if any(len(each) != HASH_BYTES for each in new):
        raise ValueError("a leaf hash has 32 bytes")
    changed: dict[tuple[int, int], bytes] = {}
    level, held, hashes = 0, size, list(new)
    while hashes:
        number, width = divmod(held, TILE_WIDTH)
        kept = _part(read, level, number, 0, width) if width else b""
        data = kept + b"".join(hashes)
        hashes = []
        for start in range(0, len(data), TILE_WIDTH * HASH_BYTES):
            tile = data[start : start + TILE_WIDTH * HASH_BYTES]
            changed[level, number] = tile
            number += 1
            if len(tile) == TILE_WIDTH * HASH_BYTES:
                hashes.append(_folded(tile))
        level, held = level + 1, held // TILE_WIDTH
    return changed


def inclusion_proof(index: int, size: int, read: Read) -> list[bytes]:
    """Return the audit path of leaf `index` in the tree of `size` leaves (RFC 9162, 2.1.3.1).

    Raises `ValueError` if there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} leaves has no leaf {index}")
    read = cache(read)
    proof, start, end = [], 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            proof.append(_hash_of(middle, end, read))
            end = middle
        else:
            proof.append(_hash_of(start, middle, read))
            start = middle
    return proof[::-1]


def consistency_proof(first: int, second: int, read: Read) -> list[bytes]:
    """Return the proof that the first tree is a beginning of the second (RFC 9162, 2.1.4.1).

    It is empty where nothing needs proof: from the empty tree, and between equal sizes. Raises
    `ValueError` if the first tree is the larger one.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} leaves is no beginning of one of {second}")
    if first in {0, second}:
        return []
    read = cache(read)
    proof, start, end = [], 0, second
    while end != first:
        middle = start + _split(end - start)
        if first <= middle:
            proof.append(_hash_of(middle, end, read))
            end = middle
        else:
            proof.append(_hash_of(start, middle, read))
            start = middle
    if start:  # else the subtree is the first tree itself, whose root is known
        proof.append(_hash_of(start, end, read))
    return proof[::-1]


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Tell whether the proof leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, found = index, size - 1, leaf_hash
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            found = node_hash(step, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], root_first: bytes, root_second: bytes
) -> bool:
    """Tell whether the proof shows the first tree to begin the second (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first == 0:
        return not proof and root_first == EMPTY_ROOT and (second > 0 or root_second == EMPTY_ROOT)
    if first == second:
        return not proof and root_first == root_second
    path = list(proof) if first & (first - 1) else [root_first, *proof]
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    found_first = found_second = path[0]
    for step in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            found_first = node_hash(step, found_first)
            found_second = node_hash(step, found_second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found_second = node_hash(found_second, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found_first == root_first and found_second == root_second


def _split(count: int) -> int:
    """Return the largest power of two below `count`: where RFC 6962 parts a list of leaves."""
    return 1 << ((count - 1).bit_length() - 1)


def _hash_of(start: int, end: int, read: Read) -> bytes:
    """Return the hash of the subtree over the leaves from `start` to before `end`."""
    parts = []
    while start < end:
        height = (end - start).bit_length() - 1
        parts.append(_full(height, start >> height, read))
        start += 1 << height
    found = parts.pop()
    while parts:
        found = node_hash(parts.pop(), found)
    return found


def _full(height: int, number: int, read: Read) -> bytes:
    """Return the hash of the full subtree `number` of 2^height leaves."""
    level, above = divmod(height, TILE_HEIGHT)
    tile, offset = divmod(number << above, TILE_WIDTH)
    return _folded(_part(read, level, tile, offset, 1 << above))


def _part(read: Read, level: int, number: int, offset: int, count: int) -> bytes:
    part = read(level, number)[offset * HASH_BYTES : (offset + count) * HASH_BYTES]
    if len(part) != count * HASH_BYTES:
        raise TileTooShort(
            f"tile {number} of level {level} ends before its hash {offset + count - 1}"
        )
    return part


def _folded(hashes: bytes) -> bytes:
    """Return the hash of the full subtree over these hashes, whose number is a power of two."""
    nodes = [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
    while len(nodes) > 1:
        nodes = [
            node_hash(left, right) for left, right in zip(nodes[::2], nodes[1::2], strict=True)
        ]
    return nodes[0]
