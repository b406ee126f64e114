"""The index of serial numbers: all that are in range of one (the pair rule), without a scan."""
