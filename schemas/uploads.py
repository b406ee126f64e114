"""DOR, files of purchases in a browser: which column is which field."""

from collections.abc import Mapping

from schemas.fields import StrictSchema, Text

# The fields that a column can be, as they stand together on the page.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "purchase": (
        "till_number",
        "acquired_at",
        "time",
        "acquisition",
        "price",
        "currency",
        "payment",
        "conditions",
    ),
    "goods": (
        "category",
        "brand",
        "model",
        "number_1",
        "number_2",
        "number_3",
        "colour",
        "description",
        "marks",
        "weight_grams",
        "fineness",
    ),
    "seller": (
        "seller_name",
        "street",
        "house_number",
        "postcode",
        "city",
        "country",
        "adult",
        "born",
        "document_type",
        "document_number",
        "document_country",
    ),
}
FIELDS = tuple(name for group in GROUPS.values() for name in group)

# What each field is made of: `column:` and the place of a column from 0, or `fixed:` and a value.
ColumnsForm = StrictSchema.from_dict({name: Text() for name in FIELDS}, name="ColumnsForm")
