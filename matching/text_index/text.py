"""What of an item is looked for by description."""

from matching.item import Item


def text_of(item: Item) -> str:
    """Return brand, model, colour, description and marks.

    Numbers are not part of it; the serial index has them.
    """
    parts = (item.brand, item.model, item.colour, item.description, item.marks)
    return ", ".join(part for part in parts if part)
