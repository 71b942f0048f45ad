"""Sockets to the other programs of this machine: device programs (we connect) and the screen (it connects)."""
