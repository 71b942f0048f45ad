"""The journal's tree of surprises, drawn in the package's docstring."""


class JournalError(Exception):
    """Root."""


class UnknownEvent(JournalError):
    """The catalogue does not allow this row. The text names event and field, never the value."""


class UnknownSlip(JournalError):
    """No intent under this op id."""


class OutOfOrder(JournalError):
    """A step that can't follow: the caller and the journal disagree about the slip."""
