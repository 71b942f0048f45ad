"""What did not happen, what it means, what to do now; code, machine and telephone in one line. Also the help page."""

from __future__ import annotations

from contract.views import Trouble
from contract.words import Message, Plain, say
from screens.pen import Block, Pen, gap
from screens.sheet import Area, Box
from screens.templates.boxes import boxed, boxed_width, facts, heading
from screens.templates.controls import share, side_by_side
from screens.templates.illustrations import ASPECTS, picture


def write(pen: Pen, view: Trouble, area: Area) -> None:
    theme = pen.theme
    g = theme.gap
    if theme.landscape:
        left, right = share(area.w, [1, 1], theme.px(4))
        below = [gap(g(1.2)), side_by_side(pen, view.actions, area.w, 7), gap(g(0.9)), _line(pen, view, area.w)]
        room = area.h - sum(block.height for block in below)
        words = heading(pen, view.title, view.lead, left, lead_size="large")
        beside = Area(area.x + left + theme.px(4), area.y, right, room)
        if view.picture in ASPECTS:
            words += [gap(g(1.8)), *_facts(pen, view, left)]
            pen.column(beside, [gap(0, 1), _drawn(pen, view), gap(0, 1)], "picture")
        else:
            words = [_sign(pen, view), gap(g(1.4)), *words]
            pen.column(beside, [gap(0, 1), *_facts(pen, view, right), gap(0, 1.2)], "facts")
        pen.column(Area(area.x, area.y, left, room), [gap(0, 1), *words, gap(0, 1.2)], "trouble")
        pen.column(Area(area.x, area.y + room, area.w, area.h - room), below, "ways on")
        return
    sign = _drawn(pen, view) if view.picture in ASPECTS else _sign(pen, view)
    blocks = [gap(g(1), 1), sign, gap(g(2)),
              *heading(pen, view.title, view.lead, area.w, lead_size="large"), gap(g(1.8)),
              *_facts(pen, view, area.w), gap(g(1.5), 1.4), side_by_side(pen, view.actions, area.w),
              gap(g(1.4)), _line(pen, view, area.w)]
    pen.column(area, blocks, "trouble")


def _drawn(pen: Pen, view: Trouble) -> Block:
    """The picture of what to do; on the left where it stands above the words."""
    theme = pen.theme
    tall = theme.gap(15)

    def paint(area: Area) -> None:
        wide = area.w if theme.landscape else min(area.w, round(area.h * ASPECTS[view.picture]))
        picture(pen, view.picture, Area(area.x, area.y, wide, area.h))

    return Block(tall, paint, 2, theme.gap(22 if theme.landscape else 18))


def _sign(pen: Pen, view: Trouble) -> Block:
    """The tone's icon on its wash."""
    theme = pen.theme
    side = theme.gap(8)

    def paint(area: Area) -> None:
        wash = theme.palette.tones[view.tone]
        spot = Area(area.x, area.y, side, side)
        pen.put(Box(spot, wash.surface, wash.edge, theme.line, theme.px(1.6)))
        pen.icon(view.picture, spot.inset(round(side * 0.23)), wash.ink, 1.5)
        pen.means("image", f"picture.{view.picture}", spot)

    return Block(side, paint)


def _facts(pen: Pen, view: Trouble, width: int) -> list[Block]:
    if not view.facts:
        return []
    return [boxed(pen, facts(pen, view.facts, boxed_width(pen, width), size="body"))]


def _line(pen: Pen, view: Trouble, width: int) -> Block:
    """Code, machine, telephone."""
    theme = pen.theme
    parts: list[tuple[Message, str]] = [(say(f"trouble.{name}"), value) for name, value in
             (("code", view.code), ("machine", view.machine), ("phone", view.phone)) if value]
    size = theme.type("small")
    texts = [pen.set((*pen.spans(label), *pen.spans(Plain(" ")), *pen.spans(Plain(value), bold=True)), size)
             for label, value in parts]
    between = theme.px(2.4)
    if sum(text.width for text in texts) + between * (len(texts) - 1) > width:
        between = theme.px(1.2)
    if sum(text.width for text in texts) + between * (len(texts) - 1) > width:
        pen.overflow(f"code line in {width} px")
    tall = max((text.height for text in texts), default=0)

    def paint(area: Area) -> None:
        x = area.x
        for (label, _), text in zip(parts, texts, strict=True):
            pen.write(text, Area(x, area.y, text.width, tall), theme.palette.soft)
            pen.means("text", label, Area(x, area.y, text.width, tall))
            x += text.width + between

    return Block(tall, paint)


