"""Product: the chance that two records of free text tell of the same product.

The same product is not the same item: this raises no alarm, it orders what people look at.
Start with `score.product_score`.
"""
