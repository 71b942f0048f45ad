"""What a person did on the screen. The screen draws no conclusions: it names the action that was released.

Wires: kiosk-core listens on ``screen.sock``; the screen program connects and sends ``INTENT`` and ``DRAWN``
events, kiosk-core sends ``SHOWN`` events (:class:`contract.views.Shown`).
"""

from __future__ import annotations

import msgspec

from contract.frames import Topic
from contract.views import Shown
from contract.words import Language


class Pressed(msgspec.Struct, frozen=True, tag="pressed"):
    """An action was released inside its target. ``sequence`` is that of the picture it stood on."""

    sequence: int
    action: str


class LanguageChosen(msgspec.Struct, frozen=True, tag="language_chosen"):
    """The language may change on any screen."""

    language: Language


class Touched(msgspec.Struct, frozen=True, tag="touched"):
    """Somebody is there: at most one a second, for touches that press nothing."""


Intent = Pressed | LanguageChosen | Touched


class Drawn(msgspec.Struct, frozen=True):
    """The picture ``sequence`` has been handed to the display; ``after_ms`` since it arrived."""

    sequence: int
    after_ms: int


SHOWN: Topic[Shown] = Topic("shown", Shown)
INTENT: Topic[Intent] = Topic("intent", Intent)
DRAWN: Topic[Drawn] = Topic("drawn", Drawn)
