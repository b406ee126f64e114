"""What an entry of the purchase register lacks, by the clause that asks it."""

from dataclasses import dataclass

from registry.law.facts import EntryFacts
from registry.law.profile import Profile

# The reasons for which a good need not be entered.
EXEMPTIONS = ("new_goods", "dutch_plates", "thrift_shop")


@dataclass(frozen=True, slots=True)
class Missing:
    """A required thing that an entry lacks: `law.field.FIELD` names it, `rule` asks it."""

    field: str
    rule: str


def missing_data(entry: EntryFacts, profile: Profile) -> tuple[Missing, ...]:
    """Return everything that this entry lacks of what is asked at its place and time.

    An entry that need not be made, or was not made, lacks nothing.
    """
    if entry.recorded_at is None or exemption(entry, profile) is not None:
        return ()
    lacks = decree_lacks(entry)
    if "bes-entry" in profile.rules:
        return tuple(Missing(name, "bes-entry") for clause, name in lacks if clause != "f")
    lacking = [Missing(name, f"decree-2-2-{clause}") for clause, name in lacks]
    if not entry.thrift_shop and profile.identity == "every_supplier":
        rule = "36036-identity" if "36036-identity" in profile.rules else "apv-identity"
        lacking += [Missing(name, rule) for name in document_lacks(entry)]
    return tuple(lacking)


def exemption(entry: EntryFacts, profile: Profile) -> str | None:
    """Return the reason for which a good need not be entered, or None when it must be."""
    if not entry.used_or_irregular:
        return "new_goods"
    if entry.dutch_plates and profile.dutch_plates == "vehicle_authority":
        return "dutch_plates"
    if entry.thrift_shop and not entry.unique_number and profile.thrift_shops == "numbered_only":
        return "thrift_shop"
    return None


def decree_lacks(entry: EntryFacts) -> list[tuple[str, str]]:
    """Return what an entry lacks of the decree's article 2 (2), as clause and field."""
    lacking = []
    if entry.sequence_number is None:
        lacking.append(("a", "sequence_number"))
    if not entry.date_given:
        lacking.append(("b", "date"))
    if not entry.description_given:
        lacking.append(("c", "description"))
    if not (entry.price_given or entry.conditions_given):
        lacking.append(("d", "price"))
    if not entry.name_given:
        lacking.append(("e", "name"))
    if not entry.address_given:
        lacking.append(("e", "address"))
    if copper_in_cash(entry):
        lacking += [("f", name) for name in document_lacks(entry) if name != "document_country"]
    return lacking


def document_lacks(entry: EntryFacts) -> list[str]:
    """Return what an entry lacks of the document with which the supplier showed who he is."""
    given = {
        "document_kind": entry.document_kind_given,
        "document_number": entry.document_number_given,
        "document_country": entry.document_country_given,
    }
    return [name for name, there in given.items() if not there]


def copper_in_cash(entry: EntryFacts) -> bool:
    """Tell whether copper, or an alloy of it, was paid in cash."""
    return entry.copper and entry.payment == "cash"
