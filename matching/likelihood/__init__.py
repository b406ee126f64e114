"""Likelihoods of numbers: how they are dealt out, how hands slip, and what that makes likely."""
