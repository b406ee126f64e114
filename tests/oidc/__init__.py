"""Signing in of staff against a real provider."""
