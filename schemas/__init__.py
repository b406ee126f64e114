"""Schemas: what goes over the wire, and the plain dicts it becomes; one file a noun."""
