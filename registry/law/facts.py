"""The facts that the rules judge: plain records of what happened, with nobody's personal data.

Every record names its `place` (see `registry.law.places`) and has `judged_by`, the moment whose law
governs it. Moments are aware and in UTC. A field that says that a thing was given tells whether it
stands in the register; it never holds the thing itself. None is: nobody has noted it; a `place` of
None is a foreign dealer's, to whom the law applies without an ordinance.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from registry.law.hold import Hold

Detention = Literal["no", "suspected", "known"]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFacts:
    """DOR: one good that a dealer acquired, and its entry in the purchase register.

    `recorded_at` is None when there is no entry; `now` is when this is judged. `previous_number`
    is the sequence number of the entry before, 0 for the first. `numberless` is that the dealer
    noted that the good bears no legible number, `unique_number` that it bears one that can be
    traced. `used_or_irregular` is False for new and common goods, `dutch_plates` True for a
    vehicle with Dutch plates, `copper` True for copper and its alloys. `identity_refused` is that
    the supplier gave no identity. `detention` is what the dealer knew of it. `altered_at` is when
    the good was changed, and `hold` how long it had to be kept.
    """

    place: str | None
    acquired_at: datetime
    recorded_at: datetime | None
    now: datetime
    category: str
    date_given: bool
    description_given: bool
    brand_given: bool
    number_given: bool
    price_given: bool
    conditions_given: bool
    name_given: bool
    address_given: bool
    document_kind_given: bool
    document_number_given: bool
    document_country_given: bool
    sequence_number: int | None = None
    previous_number: int | None = None
    acquisition: str = "purchase"
    payment: str = "none"
    numberless: bool = False
    unique_number: bool = True
    identity_refused: bool = False
    adult: bool | None = None
    detention: Detention | None = None
    used_or_irregular: bool = True
    dutch_plates: bool = False
    thrift_shop: bool = False
    copper: bool = False
    altered_at: datetime | None = None
    hold: Hold | None = None

    @property
    def judged_by(self) -> datetime:
        """The law of the moment of acquisition."""
        return self.acquired_at


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleFacts:
    """DOR: one good that left the dealer, and its entry in the sale register.

    `disposal` is `return` when the supplier got it back: a pawn redeemed, a purchase undone.
    `sensitive` is whether such goods are sensitive to theft; None leaves it to the category. `hold`
    is that of the entry of the same good.
    """

    place: str | None
    sold_at: datetime
    recorded_at: datetime | None
    now: datetime
    category: str
    hold: Hold
    number_given: bool
    date_given: bool
    description_given: bool
    price_given: bool
    name_given: bool
    address_given: bool
    disposal: Literal["sale", "return"] = "sale"
    sensitive: bool | None = None

    @property
    def judged_by(self) -> datetime:
        """The law of the moment at which the good left."""
        return self.sold_at


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationFacts:
    """DOL: something that a dealer has to tell the authority, and whether he did.

    `about` is that he starts, moves, stops, or can get goods that are likely stolen (`offered`).
    """

    place: str | None
    about: Literal["start", "move", "stop", "offered"]
    happened_at: datetime
    notified_at: datetime | None
    now: datetime
    in_writing: bool = True

    @property
    def judged_by(self) -> datetime:
        """The law of the moment at which it happened."""
        return self.happened_at


@dataclass(frozen=True, slots=True, kw_only=True)
class DealerFacts:
    """DOL and DOR: how a dealer stands at a moment.

    `goods` are the categories dealt in. `certified` is that the authority certified a paper
    register; `numbered_pages` that its pages are numbered.
    """

    place: str | None
    now: datetime
    goods: tuple[str, ...]
    on_dor_since: datetime | None = None
    on_dol_since: datetime | None = None
    certified: bool | None = None
    numbered_pages: bool | None = None
    ended_at: datetime | None = None

    @property
    def judged_by(self) -> datetime:
        """The law of the moment at which this is judged."""
        return self.now


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectionFacts:
    """DOC: what an officer asked and found in a shop; None where it was not looked at.

    `register_shown`: the administration was shown on first request. `good_shown` and
    `place_shown`: a good that was asked for, and where it stands in the books.
    `good_registered`: a good that was found in the shop is in the register. `sign_shown`: a sign
    at the main entrance says the dealer's name and trade.
    """

    place: str | None
    inspected_at: datetime
    by: Literal["police", "mayor"] = "police"
    register_shown: bool | None = None
    good_shown: bool | None = None
    place_shown: bool | None = None
    good_registered: bool | None = None
    sign_shown: bool | None = None

    @property
    def judged_by(self) -> datetime:
        """The law of the moment of the inspection."""
        return self.inspected_at


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeFacts:
    """DOR: a police notice to a dealer beside a good of his that is in range of it.

    `delivered_at` is when it reached him, None when there is no proof that it did. `gone_at` is
    when the good left him, `told_police_at` when he told the police that he has it.
    """

    place: str | None
    delivered_at: datetime | None
    acquired_at: datetime
    now: datetime
    in_writing: bool = True
    clear: bool = True
    in_range: bool = True
    gone_at: datetime | None = None
    told_police_at: datetime | None = None

    @property
    def judged_by(self) -> datetime:
        """The law of the moment of acquisition."""
        return self.acquired_at


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """DOR: a written order to a dealer to keep a good, and what he did.

    `until` is its end, exclusive. `follows_order` is that it prolongs an earlier one on the same
    good. `gone_at` is when the good left him, `instruction_followed` whether he did what the
    order told him beside.
    """

    place: str | None
    delivered_at: datetime
    until: datetime
    now: datetime
    in_writing: bool = True
    follows_order: bool = False
    gone_at: datetime | None = None
    instruction_followed: bool | None = None

    @property
    def judged_by(self) -> datetime:
        """The law of the moment at which the order was delivered."""
        return self.delivered_at


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFacts:
    """DOR: a written demand to a dealer for particulars, and his answer.

    `due_at` is the end of the term in the demand; `truthful` is what an officer judged.
    """

    place: str | None
    delivered_at: datetime
    due_at: datetime
    now: datetime
    in_writing: bool = True
    answered_at: datetime | None = None
    truthful: bool | None = None

    @property
    def judged_by(self) -> datetime:
        """The law of the moment at which the demand was delivered."""
        return self.delivered_at


Facts = (
    EntryFacts
    | SaleFacts
    | NotificationFacts
    | DealerFacts
    | InspectionFacts
    | NoticeFacts
    | OrderFacts
    | DemandFacts
)
