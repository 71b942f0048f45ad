"""One file a template: a function that writes a view on a sheet, portrait and landscape. ``page`` knows them all.

Adding one: a struct in ``contract/views.py``, a file here with ``write(pen, view, area)``, a line in ``page.WRITERS``,
sample views in ``tests/screens/sample_views.py``.
"""
