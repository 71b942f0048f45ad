"""Where the bureau's records are kept: ``models`` to write, ``engine`` to connect, ``migrations`` to grow."""
