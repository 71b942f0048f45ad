"""Proofs: what one says (``compose``), the life of its number (``life``), the book of all (``register``)."""
