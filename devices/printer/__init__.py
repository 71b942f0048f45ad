"""80 mm thermal printer speaking ESC/POS with a status back-channel."""
