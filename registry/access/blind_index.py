"""The blind index: tells that two sealed sellers are one person, without opening either.

It is a keyed hash of the name and of the document's number and country, each in a normal form.
The kind of document is left out, since shops choose it differently for one card.
"""

import json
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from registry.access.generations import Generations
from registry.access.hashing import keyed_hash

# Letters that Unicode does not take apart, as they are written where they can't be typed.
PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
# What is misread most in numbers of documents; those of the Netherlands have no letter O at all.
LOOK_ALIKES = str.maketrans({"o": "0", "i": "1", "l": "1"})


def blind_index(keys: Generations, seller: Mapping[str, Any]) -> tuple[str, str]:
    """Return the name of the key and the index (hexadecimal) of a seller under the newest key."""
    name = keys.current
    document = seller["id_document"]
    parts = [
        normal_name(seller["name"]),
        normal_number(document["number"]),
        document["country"],
    ]
    return name, keyed_hash(keys.secret(name), "seller", json.dumps(parts))


def normal_name(name: str) -> str:
    """Return a name without case, accents, spaces and punctuation, and with y for ij.

    Initials stay initials: `J. de Vries` and `Jan de Vries` are two names here.
    """
    return _letters(name).replace("ij", "y")


def normal_number(number: str) -> str:
    """Return a document's number without case, spaces, punctuation and look-alikes."""
    return _letters(number).translate(LOOK_ALIKES)


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold().translate(PLAIN)
    apart = unicodedata.normalize("NFKD", plain)
    return re.sub(r"[\W_]", "", "".join(c for c in apart if not unicodedata.combining(c)))
