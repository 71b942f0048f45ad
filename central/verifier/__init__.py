"""Program ``kiosk-verify``: a slip's signed statement checked off line, with nothing but a key set document.

It stands beside the centre and needs none: no database, no network, no configuration. ``judge`` is pure; the static
page (``central.pages.offline``) says the same in a browser, and both are held to the same table by tests.
"""
