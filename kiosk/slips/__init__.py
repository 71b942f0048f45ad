"""Slips: content → one laid-out document → blocks for the printer, and the same picture for the screen.

::

    contract.slip ──layout.lay_out──> document.Document ──printing.blocks──> devices.printer.api
                          │                    └────────picture.draw─────> 1-bit picture
                          ├── MissingGlyph: no font holds a character
                          └── CodeTooWide: the paper is too narrow for the QR; either way nothing may be printed

``proof_of_insurance`` is the form; ``cells``, ``sheet``, ``table``, ``words`` and ``glyphs``
know no form.
"""
