"""Program ``central``: the reference central service, behind nginx with two TLS ports (design.md §6).

==============  =====================================================================
``database``    tables, engine, migrations (SQLite embedded, PostgreSQL by URL)
``keys``        the key service: card cryptograms, signatures; the only room that names an algorithm
``authority``   the bureau's own CA: server and machine certificates
``app``         the calls of ``contract.messages`` and the OpenAPI document
``slips``       what a proof says, and the life of its number
``pages``       the public pages: front page, verification, the page that checks off line
``verifier``    program ``kiosk-verify``: a slip's signed statement checked without a centre
``population``  invented people for demo and tests
``front``       nginx: its configuration and its process
``service``     everything of one folder started and stopped together
==============  =====================================================================
"""
