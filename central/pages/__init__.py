"""The public pages: HTML from the server, no script, Chinese and English (routes in ``central.app.public_pages``)."""
