"""What the law asks, as pure functions over facts and dated data; no queries."""
