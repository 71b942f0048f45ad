"""The dock: the kiosk's live screen beside its hardware, on one page, with an HTTP API.

The kiosk knows nothing of it.
"""
