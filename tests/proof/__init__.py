"""Long proofs, run by ``make proof``: that each named control is really held by its test."""
