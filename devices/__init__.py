"""Programs ``kiosk-device <kind>``: each folder knows one kind of hardware and nothing of insurance.

Shelves of every kind: ``api`` (Protocol, frozen data, closed status union, wire methods), ``codec`` (bytes),
``driver`` (the real device), ``simulator`` (behind the wire, never in a lobby package), ``cli``.
"""
