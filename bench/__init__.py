"""Benchmarks, run by hand; no test depends on a figure of theirs."""
