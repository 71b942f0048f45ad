"""Every step of the schema, in order; packaged with the program. Steps only ever add (design.md §7)."""
