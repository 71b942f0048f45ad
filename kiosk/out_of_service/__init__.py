"""The page that needs no screen program: a picture, drawn once, handed to the X server in its own protocol.

What fails three times in five minutes may be the screen program, its graphics library or its fonts' cache; this page
uses none of them (docs/decisions/0005-out-of-service.md).
"""
