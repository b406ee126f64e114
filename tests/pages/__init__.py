"""Every page there is, in one catalogue: looked at, measured, and held to rules."""
