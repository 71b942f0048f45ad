"""Surprises of every device; expected trouble is a value in the device's ``api``.

::

    DeviceError
    ├── Closed    we have closed it
    ├── Broken    it went away or answered what no such device answers
    ├── Busy      somebody else, or another call of ours, is using it
    └── Timeout   no answer in time
"""


class DeviceError(Exception):
    """Root of this room's tree."""


class Closed(DeviceError):
    """Used after ``close`` or before ``connect``."""


class Broken(DeviceError):
    """The cable is pulled or the answer is senseless; open it again."""


class Busy(DeviceError):
    """Two users at once."""


class Timeout(DeviceError):
    """Silent for longer than its limit."""
