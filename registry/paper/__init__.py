"""What goes on paper: documents in Dutch and English, the same bytes for the same facts."""
