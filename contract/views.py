"""What kiosk-core asks the screen program to show (design.md §2, §3): masked already, laid out by templates.

One struct a template. Nothing here knows an errand; a new errand fills these. Every label is a ``Word``.
Pictures and icons are names of files in ``assets/icons``; colours are roles, never values.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from contract.words import Language, Word

ActionState = Literal["ready", "chosen", "off"]
ActionStyle = Literal["plain", "filled", "quiet"]
Tone = Literal["info", "good", "attention", "refused"]
MonthState = Literal["posted", "not_posted", "deferred", "gap", "none"]
"""已到账 filled · 未到账 dashed · 缓缴 dashed, counted · 断缴 hatched · outside the working life or the future."""


class Action(msgspec.Struct, frozen=True):
    """Something a person may press. ``id`` comes back in :class:`contract.intents.Pressed`.

    ``off`` stays at full contrast and shows ``reason`` instead of ``hint``.
    """

    id: str
    label: Word
    hint: Word | None = None
    icon: str = ""
    style: ActionStyle = "plain"
    state: ActionState = "ready"
    reason: Word | None = None


class Notice(msgspec.Struct, frozen=True):
    """One boxed sentence with an icon; ``lead`` is the emphasised beginning."""

    tone: Tone
    text: Word
    lead: Word | None = None


class Fact(msgspec.Struct, frozen=True):
    """A label and its value on one row."""

    label: Word
    value: Word


class Step(msgspec.Struct, frozen=True):
    """One of the few steps drawn on the attract page."""

    icon: str
    title: Word
    hint: Word


class Attract(msgspec.Struct, frozen=True, tag="attract"):
    """Nobody is here: one sentence, the slot, what follows, and the privacy notice before a card is read.

    ``alerts`` say what is off today (printer without paper, centre away) before anyone starts. ``open``: the slot
    takes cards.
    """

    title: Word
    lead: Word
    slot_hint: Word
    steps: tuple[Step, ...]
    notice: Notice
    alerts: tuple[Notice, ...] = ()
    open: bool = True


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """The machine is busy and says with what. ``permille`` 0..1000, or None when no measure exists."""

    picture: Literal["reading", "asking", "printing"]
    title: Word
    lead: Word
    permille: int | None = None


class Keypad(msgspec.Struct, frozen=True, tag="keypad"):
    """Digits are sent one by one (``digit:0`` … ``digit:9``, ``erase``, ``clear``) and never kept by the screen."""

    title: Word
    lead: Word
    length: int
    filled: int
    accept: Action
    notice: Notice | None = None


class Figure(msgspec.Struct, frozen=True):
    """A number that a person came for: ``养老 238 个月 正常缴费``."""

    label: Word
    value: Word
    unit: Word
    state: Word
    tone: Tone = "good"


class Overview(msgspec.Struct, frozen=True, tag="overview"):
    """Home: who, the figures, what they mean, the one filled action, further ways."""

    greeting: Word
    name: Word
    number: Word
    figures: tuple[Figure, ...]
    as_of: Word
    notices: tuple[Notice, ...]
    primary: Action
    tiles: tuple[Action, ...]


class Span(msgspec.Struct, frozen=True):
    """Months ``first`` … ``last`` (yyyymm, both included) in one state."""

    first: int
    last: int
    state: MonthState


class Lane(msgspec.Struct, frozen=True):
    """One insurance's working life, or all of them together; ``action`` chooses what year and month are about.

    ``colour`` is a role: pension, medical, unemployment, injury, maternity, other.
    """

    label: Word
    colour: str
    spans: tuple[Span, ...]
    action: Action | None = None


class MonthCell(msgspec.Struct, frozen=True):
    """One month of the year grid: ``action`` opens it; ``word`` names its state."""

    month: int
    state: MonthState
    word: Word
    action: Action | None = None
    open: bool = False


class Timeline(msgspec.Struct, frozen=True, tag="timeline"):
    """A working life by insurance, one year as a grid, one month opened. Axis from ``first_year`` to ``last_year``."""

    title: Word
    lead: Word
    lanes: tuple[Lane, ...]
    first_year: int
    last_year: int
    year: Word
    months: tuple[MonthCell, ...]
    previous: Action
    next: Action
    detail: tuple[Fact, ...]
    as_of: Word | None = None


class Column(msgspec.Struct, frozen=True):
    """``weight`` shares the width; figures align to the end."""

    label: Word
    align: Literal["start", "end"] = "start"
    weight: int = 1


class TableRow(msgspec.Struct, frozen=True):
    """Cells in column order; a row that is not posted says so in a cell as well as by its tone."""

    cells: tuple[Word, ...]
    tone: Tone | None = None


class Table(msgspec.Struct, frozen=True, tag="table"):
    """Typed rows, turned page by page (``rows`` is one page), totals below, data-as-of in ``as_of``."""

    title: Word
    lead: Word
    columns: tuple[Column, ...]
    rows: tuple[TableRow, ...]
    totals: tuple[Fact, ...]
    as_of: Word
    page: Word
    previous: Action
    next: Action
    filters: tuple[Action, ...] = ()
    empty: Word | None = None


class Paper(msgspec.Struct, frozen=True):
    """The preview: a 1-bit picture, rows packed MSB first, ``width`` dots wide (a multiple of 8), 1 = black.

    ``lines`` are the same words for speech and tests, masked like the picture.
    """

    width: int
    height: int
    bits: bytes
    lines: tuple[str, ...] = ()


class ChoiceGroup(msgspec.Struct, frozen=True):
    """A named group of choices; ``many`` says that several may be chosen."""

    label: Word
    choices: tuple[Action, ...]
    many: bool = False


class Document(msgspec.Struct, frozen=True, tag="document"):
    """The paper itself beside the choices. ``paper`` is None while it is being asked for."""

    title: Word
    paper: Paper | None
    caption: Word
    groups: tuple[ChoiceGroup, ...]
    notice: Notice
    primary: Action


class Result(msgspec.Struct, frozen=True, tag="result"):
    """Something is done and something is to be taken."""

    picture: Literal["take-slip", "take-card", "goodbye"]
    title: Word
    lead: Word
    notice: Notice | None = None
    actions: tuple[Action, ...] = ()


class Trouble(msgspec.Struct, frozen=True, tag="trouble"):
    """What did not happen, what it means, what to do now; the code is what a technician looks up.

    Also the help page (tone ``info``, no code).
    """

    tone: Tone
    title: Word
    lead: Word
    facts: tuple[Fact, ...]
    actions: tuple[Action, ...]
    code: str
    machine: str
    phone: str
    picture: Literal["warning", "card-turn", "help", "printer", "network"] = "warning"


class Confirm(msgspec.Struct, frozen=True, tag="confirm"):
    """One question and its answers. ``seconds`` counts down on the screen when given."""

    title: Word
    lead: Word
    actions: tuple[Action, ...]
    seconds: int | None = None


View = Attract | Progress | Keypad | Overview | Timeline | Table | Document | Result | Trouble | Confirm


class Shown(msgspec.Struct, frozen=True):
    """One whole picture for the screen. ``sequence`` grows with each; a press names the one it was made on.

    ``shield_ms``: touches are swallowed that long after the change; 0 where the page stays and only something on it
    moved. ``bar``: the actions at the bottom.
    ``signed_in``: a citizen's visit is open (the screen must drop every texture of the last view when it ends).
    """

    sequence: int
    language: Language
    view: View
    bar: tuple[Action, ...]
    signed_in: bool = False
    shield_ms: int = 150
