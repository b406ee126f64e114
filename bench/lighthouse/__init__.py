"""What Lighthouse makes of the page that each audience starts at."""
