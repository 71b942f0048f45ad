"""The public pages: HTML from the server, no script, Chinese and English (routes in ``central.app.public_pages``).

``offline`` is the exception: one file that works without a server, and therefore by its own script.
"""
