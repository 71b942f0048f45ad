"""A printer of the Chinese market that speaks ESC/POS without ``GS ( H`` and without ``DLE DC4`` 8.

Its only word about a job is the answer to ``GS r 1`` behind the cut. Some give it when they have *read* the command,
with lines still to be burnt: so it counts only when the paper has had its time, and a clean status follows.
"""

from __future__ import annotations

from devices.printer.brand import Brand


class Clone(Brand):
    name = "clone"
    process_id = False
