"""Which municipality somebody names as a place."""

import pytest

from registry.law.municipalities import municipality_in, municipality_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Utrecht", "Utrecht"),
        ("  utrecht ", "Utrecht"),
        ("Oudegracht 12, Utrecht", "Utrecht"),
        ("Centraal Station / Den Haag", "'s-Gravenhage"),
        ("'s-Hertogenbosch; de markt", "'s-Hertogenbosch"),
        ("Bergen op  Zoom", "Bergen op Zoom"),
        ("Bergen (NH.)", "Bergen (NH.)"),
        ("GM0344", "Utrecht"),
        # Two have that name, and a street has it too.
        ("Bergen", None),
        ("Utrechtsestraat 3", None),
        ("Utrecht 12", None),
        ("bij de gracht", None),
        ("", None),
        (None, None),
    ],
)
def test_a_place_names_a_municipality(text: str | None, name: str | None) -> None:
    found = municipality_in(text)
    assert (municipality_names()[found] if found else None) == name
