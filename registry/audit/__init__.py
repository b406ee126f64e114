"""The audit log: what is recorded of every change and every disclosure, usable alone."""
