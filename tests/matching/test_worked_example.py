"""The worked example in docs/matching.md is what the shipped profile says."""

from pathlib import Path

from matching import Decision, Item, decide, load_profile

DOCS = Path(__file__).parents[2] / "docs" / "matching.md"
BICYCLE = {"category": "bicycle", "brand": "Gazelle", "colour": "zwart"}
PHONE = {"category": "phone", "brand": "Samsung"}


def decided(wire: dict[str, str], stolen: str, bought: str) -> Decision:
    """Return what is decided of two goods that differ in their number only."""
    listed = Item.from_wire({**wire, "identifiers": [{"value": stolen}]})
    purchase = Item.from_wire({**wire, "identifiers": [{"value": bought}]})
    found = decide(listed, purchase, load_profile())
    assert found is not None
    return found


def test_the_table_adds_up_as_it_says() -> None:
    rows = {
        cells[0]: cells[1:]
        for line in DOCS.read_text("utf-8").splitlines()
        if line.startswith("| ")
        and len(cells := [cell.strip() for cell in line.strip("|").split("|")]) == 3
    }
    pieces = ("number", "the same kind of goods", "the same brand", "the same colour")
    for column, bought in enumerate(("GZ1234568", "GZ1234563")):
        found = decided(BICYCLE, "GZ1234568", bought)
        assert float(rows["before"][column]) == found.prior_bits
        assert [float(rows[name][column]) for name in pieces] == [e.bits for e in found.evidence]
        together = found.prior_bits + sum(e.bits for e in found.evidence)
        assert rows["together"][column] == f"{together:.3f}"
        assert float(rows["chance"][column]) == round(found.p_item, len(rows["chance"][column]) - 2)
        assert rows["verdict"][column] == found.verdict


def test_the_imei_weighs_as_it_says() -> None:
    found = decided(PHONE, "352099001761481", "352099001767481")
    assert f"{found.evidence[0].bits:.3f} bits" in DOCS.read_text("utf-8")
    assert found.verdict == "probable"
    assert found.p_item > 0.99
