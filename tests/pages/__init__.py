"""Every page there is: one catalogue for looking at them, measuring them and holding them to rules."""
