"""Matching: which stolen good a purchase may be, with evidence in bits; a pure library.

Candidates are found by the pair rule (`pair_rule`), and each is judged by its evidence under a
named profile (`decide`). Nothing here knows the web, a database, a clock or a file but its own.
"""

from matching.alignment import Segment, differences
from matching.candidates import SHORTEST_PART, CandidateIndex, Nearest, nearest_numbers
from matching.decide import (
    Decision,
    Verdict,
    decide,
    matching_goods,
    matching_purchases,
    unrelated,
)
from matching.evidence import Evidence
from matching.features import Feature, features
from matching.identifiers import Number, numbers_in, recognise
from matching.item import CATEGORIES, IDENTIFIER_TYPES, Identifier, Item
from matching.likelihood.statistics import Statistics
from matching.lookalikes import fold
from matching.matcher import Match, Matcher
from matching.mistaken import mistaken_for
from matching.pair_rule import in_range
from matching.product.score import product_score
from matching.profile import Profile, load_profile
from matching.serials.index import SerialIndex

__all__ = [
    "CATEGORIES",
    "IDENTIFIER_TYPES",
    "SHORTEST_PART",
    "CandidateIndex",
    "Decision",
    "Evidence",
    "Feature",
    "Identifier",
    "Item",
    "Match",
    "Matcher",
    "Nearest",
    "Number",
    "Profile",
    "Segment",
    "SerialIndex",
    "Statistics",
    "Verdict",
    "decide",
    "differences",
    "features",
    "fold",
    "in_range",
    "load_profile",
    "matching_goods",
    "matching_purchases",
    "mistaken_for",
    "nearest_numbers",
    "numbers_in",
    "product_score",
    "recognise",
    "unrelated",
]
