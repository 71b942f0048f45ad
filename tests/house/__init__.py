"""The house itself: arrows between rooms, catalogues, units, packages."""
