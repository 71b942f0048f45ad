"""Kivy's public doors, closed before Kivy is imported.

Closed here: configuration files, command line, environment overrides, modules (inspector, keybinding), the settings
panel, ESC, every input provider (the finger comes straight from the window: ``app``), file logs.
Not ours: virtual terminals and zapping (``xorg.conf``), SysRq.
"""

from __future__ import annotations

import os
import sys

ENVIRONMENT = {
    "KIVY_NO_CONFIG": "1",
    "KIVY_NO_ENV_CONFIG": "1",
    "KIVY_NO_ARGS": "1",
    "KIVY_NO_FILELOG": "1",
    "KIVY_LOG_MODE": "PYTHON",
    "KIVY_WINDOW": "sdl2",
    "KIVY_TEXT": "sdl2",
    "KIVY_GL_BACKEND": "sdl2",
    "SDL_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR": "0",
    "SDL_MOUSE_TOUCH_EVENTS": "0",
}


class TooLate(Exception):
    """Kivy was imported before its doors were closed."""


def harden(width: int, height: int, fps: int) -> None:
    """Set everything that Kivy reads when it is imported; then its configuration, in memory only.

    :raises TooLate: kivy is imported already
    """
    if "kivy" in sys.modules:
        raise TooLate("kivy")
    for name in [name for name in os.environ if name.startswith(("KIVY_", "KCFG_"))]:
        del os.environ[name]
    os.environ.update(ENVIRONMENT)
    from kivy.config import Config

    settings = {
        "kivy": {"exit_on_escape": "0", "pause_on_minimize": "0", "keyboard_mode": "", "log_enable": "0"},
        "graphics": {"width": str(width), "height": str(height), "position": "custom", "left": "0", "top": "0",
                     "borderless": "1", "resizable": "0", "fullscreen": "0", "multisamples": "0",
                     "maxfps": str(fps), "allow_screensaver": "0", "show_cursor": "1", "vsync": "0"},
    }
    for section, values in settings.items():
        for name, value in values.items():
            Config.set(section, name, value)
    for section in ("input", "modules"):
        Config.remove_section(section)
        Config.add_section(section)
