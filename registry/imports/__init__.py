"""Bringing in files with any headers: a mapping says which column is which field."""
