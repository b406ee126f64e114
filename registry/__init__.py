"""The register: Stop Heling, DOR, DOL and DOC over one ordered journal."""
