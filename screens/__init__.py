"""The program kiosk-screen: theme, templates, touch. It holds no device, key, journal or network.

``theme`` sizes and colours → ``words`` sentences → ``setting`` lines of text → ``templates`` one *sheet* (a flat list
of boxes, lines, runs of text, with its semantic tree and touch targets) → ``painting`` the sheet on Kivy's canvas.
Everything before ``painting`` is pure and free of Kivy; a sheet depends on nothing but its view.
"""
