"""What ties an entry or a stolen good to its newest version, where statements join them."""

from sqlalchemy import and_

from registry.tables import Purchase, PurchaseVersion, StolenGood, StolenGoodVersion

NEWEST_PURCHASE = and_(
    PurchaseVersion.purchase_id == Purchase.id, PurchaseVersion.version == Purchase.version
)
NEWEST_GOOD = and_(
    StolenGoodVersion.stolen_good_id == StolenGood.id,
    StolenGoodVersion.version == StolenGood.version,
)
