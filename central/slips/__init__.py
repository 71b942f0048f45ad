"""Proofs: what one says (``compose``), what its QR states (``statement``), the life of its number (``life``), the book
of all (``register``)."""
