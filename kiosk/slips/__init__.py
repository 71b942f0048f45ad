"""Slips: content → one laid-out document → blocks for the printer, and the same picture for the screen.

::

    contract.slip ──layout.lay_out──> document.Document ──printing.blocks──> devices.printer.api
                          │                    └────────picture.draw─────> 1-bit picture
                          └── MissingGlyph: no font holds a character; nothing may be reserved or printed

``proof_of_insurance`` is the form; ``cells``, ``table``, ``words`` and ``glyphs`` know no form.
"""
