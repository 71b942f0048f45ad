"""Every wire between our programs: plain data and pure functions, importing nothing of ours.

===============  ==========================================================
``frames``       the one framing of all unix sockets (open to every room)
``civil_time``   local time, one zone
``words``        marked text and typed values, translated where it is drawn
``views``        what the kiosk shows: kiosk-core to the screen program
``intents``      what a person did: the screen program to kiosk-core
``semantics``    the read-only tree of what stands on the screen
``messages``     version 1 of the calls between a kiosk and the centre
``problems``     the one catalogue of refusals (RFC 9457)
``slip``         the content of a proof slip, frozen at the centre
``statement``    what a slip's QR states, signed, for a check off line
``signed_words`` what a kiosk says of its slips, signed with its device key
``insurance``    险种 codes as (table, code) pairs
``citizen``      GB 11643 numbers, names, and how both are masked
``verification`` the code a stranger types to check a slip
``errands``      each errand declared once
``permissions``  role × action
===============  ==========================================================
"""
