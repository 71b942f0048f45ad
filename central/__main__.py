"""Program ``central``."""

import os
import sys

from central.cli import main as command_line


def main() -> None:
    """Entry point of the package. Records are their owner's alone, whatever the shell's umask is."""
    os.umask(0o077)
    sys.exit(command_line())


if __name__ == "__main__":
    main()
