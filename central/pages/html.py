"""HTML as values: whatever is not made by :func:`tag` is text and is escaped."""

from __future__ import annotations

from html import escape

EMPTY = frozenset({"input", "link", "meta", "br"})


class Html(str):
    """Markup; plain ``str`` is text."""

    __slots__ = ()


def tag(element: str, /, *children: str, **attributes: str | bool) -> Html:
    """An element. ``class_`` and ``data_month`` become ``class`` and ``data-month``; True is an attribute alone."""
    written = "".join(_attribute(key.strip("_").replace("_", "-"), value)
                      for key, value in attributes.items() if value is not False)
    if element in EMPTY:
        return Html(f"<{element}{written}>")
    return Html(f"<{element}{written}>{join(*children)}</{element}>")


def join(*children: str) -> Html:
    """Several children in a row."""
    return Html("".join(child if isinstance(child, Html) else escape(child) for child in children))


def _attribute(name: str, value: str | bool) -> str:
    return f" {name}" if value is True else f' {name}="{escape(str(value))}"'
