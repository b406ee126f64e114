"""What a dealer fills in at the counter."""

SELLER = {
    "seller.name": "Jantje Voorbeeld",
    "seller.address.street": "Oudegracht",
    "seller.address.house_number": "12a",
    "seller.address.postcode": "3511 AB",
    "seller.address.city": "Utrecht",
    "seller.address.country": "NL",
    "seller.adult": "true",
    "seller.id_document.type": "id_card",
    "seller.id_document.number": "SPECI2014",
    "seller.id_document.country": "NL",
}
PHONE = {
    "goods.0.number": "35-209900-176148-1",
    "goods.0.category": "phone",
    "goods.0.brand": "Samsung",
    "goods.0.model": "Galaxy S23",
    "goods.0.amount": "120",
}
ENTRY = {
    **PHONE,
    **SELLER,
    "payment": "cash",
    "acquisition": "purchase",
    "acquired_at": "",
    "step": "enter",
}
