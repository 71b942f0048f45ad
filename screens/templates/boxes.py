"""What stands on a page and cannot be pressed: notices, facts, headings."""

from __future__ import annotations

from collections.abc import Sequence

from contract.views import Fact, Notice, Tone
from contract.words import Word
from screens.pen import Align, Block, Ink, Pen, gap
from screens.setting import Span
from screens.sheet import Area, Box
from screens.words import message_id

TONE_ICONS: dict[Tone, str] = {"info": "info", "good": "check", "attention": "warning", "refused": "refused"}


def notice(pen: Pen, view: Notice, width: int, icon: str = "", hug: bool = False) -> Block:
    """One boxed sentence in its tone's colours, with its icon; the lead is bold. ``hug``: centred, as wide as it is."""
    theme = pen.theme
    wash = theme.palette.tones[view.tone]
    mark = theme.gap(2.3)
    pad, between = theme.px(1.8), theme.gap(1.5)
    room = width - 2 * pad - mark - between
    spans = list(pen.spans(view.text))
    if view.lead:
        spans = [*pen.spans(view.lead, bold=True), Span(joint(pen)), *spans]
    text = pen.set(spans, theme.type("label"), room)
    if text.width > room:
        pen.overflow(f"notice in {room} px")

    def paint(area: Area) -> None:
        if hug:
            used = min(width, text.width + 2 * pad + mark + between + theme.px(0.6))
            area = Area(area.x + (area.w - used) // 2, area.y, used, area.h)
        pen.put(Box(area, wash.surface, wash.edge, theme.line, theme.radius))
        line = text.leading
        top = area.y + (area.h - text.height) // 2
        first = top + (line - mark) // 2 if len(text.lines) > 2 else area.y + (area.h - mark) // 2
        pen.icon(icon or TONE_ICONS[view.tone], Area(area.x + pad, first, mark, mark), wash.ink, 1.9)
        pen.write(text, Area(area.x + pad + mark + between, top, room, text.height), wash.ink)
        pen.means("notice", view.text, area)

    return Block(text.height + theme.gap(2.4), paint)


def joint(pen: Pen) -> str:
    """What stands between a lead and its sentence: Chinese marks bring their own room."""
    return "" if pen.words.language == "zh-Hans" else " "


MANY_FACTS = 8


def facts(pen: Pen, rows: Sequence[Fact], width: int, values: Align = "start", size: str = "label") -> Block:
    """Labels and values in two columns; a value too long for one line wraps. Many stand closer and smaller."""
    air = 0.5
    if len(rows) > MANY_FACTS:
        size, air = "small", 0.1
    theme = pen.theme
    font = theme.type(size)
    between = theme.px(2.6)
    widest = max((pen.set(pen.spans(row.value, bold=True), font).width for row in rows), default=0)
    most = max(int(width * 0.45), width - between - widest)
    labels = [pen.set(pen.spans(row.label), font, most) for row in rows]
    left = max((label.width for label in labels), default=0)
    room = width - left - between
    texts = [pen.set(pen.spans(row.value, bold=True), font, room, balanced=True) for row in rows]
    for row, text in zip(rows, texts, strict=True):
        if text.width > room:
            pen.overflow(f"fact {message_id(row.label)} in {room} px")
    space = theme.gap(air)
    heights = [max(label.height, text.height) + space for label, text in zip(labels, texts, strict=True)]

    def paint(area: Area) -> None:
        y = area.y
        for row, label, text, height in zip(rows, labels, texts, heights, strict=True):
            pen.write(label, Area(area.x, y, left, label.height), theme.palette.soft)
            spot = Area(area.x + left + between, y, area.w - left - between, text.height)
            pen.write(text, spot, theme.palette.ink, values)
            pen.means("text", row.label, Area(area.x, y, left, label.height))
            pen.means("cell", row.value, spot)
            y += height

    return Block(max(0, sum(heights) - space), paint)


def boxed(pen: Pen, inner: Block, pad_x: float = 2.3, pad_y: float = 1.8) -> Block:
    """``inner`` on a card; make it for ``boxed_width``."""
    theme = pen.theme
    x, y = theme.px(pad_x), theme.gap(pad_y)

    def paint(area: Area) -> None:
        pen.card(area)
        inner.paint(area.inset(x, y))

    return Block(inner.height + 2 * y, paint)


def boxed_width(pen: Pen, width: int, pad_x: float = 2.3) -> int:
    return width - 2 * pen.theme.px(pad_x)


def heading(pen: Pen, title: Word, lead: Word | None, width: int, size: str = "title", align: Align = "start",
            lead_size: str = "body") -> list[Block]:
    """The page's title and the sentence below it."""
    theme = pen.theme
    blocks = [pen.text(title, width, Ink(size, True, align=align, balanced=True, role="heading"), lines=2)]
    if lead is not None and pen.words.text(lead):
        soft = theme.palette.soft
        blocks += [gap(theme.gap(0.9)),
                   pen.text(lead, width, Ink(lead_size, colour=soft, align=align, balanced=align == "middle"))]
    return blocks
