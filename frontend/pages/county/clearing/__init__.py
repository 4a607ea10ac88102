"""Beräkna förslag: what the clearing found, in words, and what of it the länsstyrelse takes."""
