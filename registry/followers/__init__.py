"""What follows the journal: each handles every entry at least once, and may do so twice."""
