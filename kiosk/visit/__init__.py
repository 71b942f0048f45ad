"""The visit: (state, event) → (state, effects), pure; ``runner`` performs, ``view`` shows.

===========  =============================================================
``state``    phases of a visit and what the machine knows (frozen)
``event``    what was said to it, in past tense by who spoke
``effect``   what it wants done
``machine``  the one entry: :func:`kiosk.visit.machine.step`
``identify`` sub-flow: card, PIN, centre
``browse``   sub-flow: home and contributions
``proof``    sub-flow: choose, preview, print, take
``ending``   sub-flow: silence, trouble, taking the card
===========  =============================================================
"""
