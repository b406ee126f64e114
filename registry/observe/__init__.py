"""Watching it run: logs, metrics and health, none of them with personal data."""
