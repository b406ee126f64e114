"""Fields out of free text: what is found, and that no text can do harm."""

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching import Identifier, Item
from matching.description import Fields, Measure, brand_of, colours_of, fields_of

WORDS = """Sony WH-1000XM4 zwart zwarte "Voor Jan" 128 GB 14k 15,6 " inscriptie gravure :
serienummer GZ1234567 12345 kras deuk iPhone 12 Pro € 250,- maat 53 925 zilver 18-55mm f/3.5
1.5 4k model"""
texts = st.text(max_size=300) | st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join)


@pytest.mark.parametrize(
    ("text", "field", "found"),
    [
        ("Sony WH-1000XM4 zwart", "codes", {"wh1000xm4"}),
        ("koptelefoon sony wh 1000 xm4", "codes", {"wh1000xm4"}),
        ("sony wh1000xm4", "codes", {"wh1000xm4"}),
        ("samsung galaxy s 23 ultra", "codes", {"s23"}),
        ("Speck mb13-clr-see-v2", "codes", {"mb13clrseev2"}),
        ("Rolex Submariner 116610LN", "codes", {"116610ln"}),
        ("model AB1234567890", "codes", {"ab1234567890"}),
        ("met 2 accu's en 1 lader", "codes", set()),
        ("TV 1080p USB3 mp3", "codes", set()),
        ("iPhone 12 Pro", "editions", {("iphone", "12")}),
        ("met 2 accu's", "editions", set()),
        ("Gazelle, framenummer eindigt op 12345", "parts", {"12345"}),
        ("nummer GZ1234567 op de buis", "parts", {"gz1234567"}),
        ("serienummer A12BC", "parts", {"a12bc"}),
        ("gekocht op 12-05-2019 voor € 1.250,-", "parts", set()),
        ("tel. 06-12345678", "parts", {"0612345678"}),
        ("hp laptop", "brands", {"hewlettpackard"}),
        ("Hewlett Packard laptop", "brands", {"hewlettpackard"}),
        ("VW Golf", "brands", {"volkswagen"}),
        ("iPhone 12", "brands", {"apple"}),
        ("hoesje van Belkin voor iPhone 12", "brands", {"belkin"}),
        ("Bang & Olufsen Beolit", "brands", {"bang&olufsen"}),
        ("zwarte fiets met rode tas", "colours", {"black", "red"}),
        ("donkerblauw / lichtgrijs", "colours", {"blue", "grey"}),
        ("Gazelle BLK", "colours", {"black"}),
        ("camera, red-eye correction", "colours", set()),
        ("zwarte camera met rode ogen reductie", "colours", {"black"}),
        ("Blu-ray speler", "colours", set()),
        ("red eyelet", "colours", {"red"}),
        ("deuk in de tank, krassen op het scherm", "damage", {"dent", "scratch"}),
        ("scratched and dented", "damage", {"dent", "scratch"}),
        ("ring, inscriptie: 'Voor Jan 12-05-1998'", "marks", {"voor jan 12051998"}),
        ("ring gravure J&M 2010, 3,5 gram", "marks", {"jm 2010"}),
        ('watch engraved "To Mary" on the back', "marks", {"to mary"}),
        ("horloge met 'A. de Vries' op de kast", "marks", {"a de vries"}),
        ('"Canon EOS 70D body only"@en', "marks", set()),
        ('Dell 24" monitor en 27" monitor', "marks", set()),
    ],
)
def test_what_is_found(text: str, field: str, found: set[object]) -> None:
    assert getattr(fields_of(text), field) == found


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("256GB SSD", [("GB", 256)]),
        ("1 TB", [("GB", 1000)]),
        ("15,6 inch", [("inch", 15.6)]),
        ('15.6"', [("inch", 15.6)]),
        ("13-inch", [("inch", 13)]),
        ("24 ' monitor", [("inch", 24)]),
        ("18-55mm", [("mm", 18), ("mm", 55)]),
        ("f/3.5-5.6", [("f", 3.5), ("f", 5.6)]),
        ("lengte 1,2 meter", [("cm", 120)]),
        ("24.1 Megapixel", [("MP", 24.1)]),
        ("5.0Ah 18V", [("mAh", 5000), ("V", 18)]),
        ("e-bike 500 Wh 250 watt", [("Wh", 500), ("W", 250)]),
        ("14 karaat", [("fineness", 585)]),
        ("14k", [("fineness", 585)]),
        ("585 goud", [("fineness", 585)]),
        ("zilver 925", [("fineness", 925)]),
        ("diamant 0,25 ct", [("ct", 0.25)]),
        ("3,5 gram", [("kg", 0.0035)]),
        ("maat 53", [("size", 53)]),
        ("bouwjaar 2015", [("year", 2015)]),
        ("2.5 GHz", [("MHz", 2500)]),
        ("4k tv, 5g, 1.8g", []),
        ("prijs 250 euro of € 1.250,00", []),
        ("12-05-2019", []),
    ],
)
def test_measures(text: str, measures: list[tuple[str, float]]) -> None:
    assert fields_of(text).measures == {Measure(*measure) for measure in measures}


@pytest.mark.parametrize(
    ("text", "colours"),
    [
        ("BLK", {"black"}),
        ("BLKRED", {"black", "red"}),
        ("zwart/wit", {"black", "white"}),
        ("matzwart", {"black"}),
        ("DGR", {"green"}),
        ("onbekend", set()),
    ],
)
def test_the_colour_field(text: str, colours: set[str]) -> None:
    assert colours_of(text) == colours


@pytest.mark.parametrize(
    ("text", "brand"),
    [
        ("HP", "hewlettpackard"),
        ("Koninklijke Gazelle", "gazelle"),
        ("De Walt", "dewalt"),
        ("Merkloos & Zn", "merklooszn"),
        ("n.v.t.", None),
        ("", None),
    ],
)
def test_the_brand_field(text: str, brand: str | None) -> None:
    assert brand_of(text) == brand


def test_an_item_with_all_it_tells() -> None:
    item = Item(
        "bicycle",
        brand="Koninklijke Gazelle",
        model="Orange C7",
        colour="BLKRED",
        description="deuk in spatbord, 28 inch; lijkt op een Batavus",
        marks="sticker 'Ajax', kras op de stang",
        identifiers=(Identifier("engraving", "J. Jansen 1234AB"), Identifier("frame", "GZ1234567")),
    )
    assert fields_of(item) == Fields(
        brands=frozenset({"gazelle"}),
        codes=frozenset({"c7"}),
        measures=frozenset({Measure("inch", 28)}),
        colours=frozenset({"black", "red"}),
        marks=frozenset({"ajax", "sticker ajax", "j jansen 1234ab"}),
        damage=frozenset({"dent", "scratch"}),
        rest=frozenset({"spatbord", "lijkt"}),
    )


def test_words_for_want_of_a_value_are_none() -> None:
    item = Item("other", brand="onbekend", model="n.v.t.", description="geen", marks="geen")
    assert fields_of(item) == Fields()


@given(texts)
def test_no_text_raises(text: str) -> None:
    fields = fields_of(text)
    assert fields_of(Item("other", text, text, text, description=text, marks=text)) is not None
    assert fields_of(text.upper()) == fields_of(text.upper().lower())
    assert all(code.isalnum() and code.isascii() for code in fields.codes | fields.parts)
    assert all(len(part) >= 5 and any(c.isdigit() for c in part) for part in fields.parts)
    assert all(measure.value >= 0 for measure in fields.measures)


@pytest.mark.parametrize(
    "unit", ["a1 ", '"', "'a", "engraved ", "1-", "0" * 9, "inscriptie the ", "z"]
)
def test_long_texts_take_little_time(unit: str) -> None:
    began = process_time()
    fields_of(unit * (100_000 // len(unit)))
    assert process_time() - began < 0.5
