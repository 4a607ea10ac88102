"""How a clearing is found: wishes, circles that balance, the best balance by prices, lots by cases, legs, blame."""
