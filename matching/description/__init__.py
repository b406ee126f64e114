"""Description: fields out of free text about goods, in Dutch and English.

Start with `fields.fields_of`.
"""

from matching.description.fields import Fields, brand_of, colours_of, fields_of
from matching.description.measures import Measure

__all__ = ["Fields", "Measure", "brand_of", "colours_of", "fields_of"]
