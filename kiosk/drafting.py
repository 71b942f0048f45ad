"""A draft from the centre, laid out, drawn and measured: what the citizen looks at before a number is given."""

from __future__ import annotations

from contract.messages import SlipRequest
from contract.slip import SlipContent
from contract.views import Paper
from kiosk import trouble
from kiosk.slips.document import Document
from kiosk.slips.layout import lay_out_masked
from kiosk.slips.picture import paper
from kiosk.visit.state import Draft

NO_PAPER = Paper(8, 1, b"\0")
"""Stands for a paper that can't be drawn."""


def draft(request: SlipRequest, content: SlipContent, width: int) -> Draft:
    """Takes some tens of milliseconds: call it in a thread."""
    document = lay_out_masked(content, width)
    if not isinstance(document, Document):
        return Draft(request, content, NO_PAPER, 0, trouble.of_layout(document))
    return Draft(request, content, paper(document), round(document.length_cm * 10))
