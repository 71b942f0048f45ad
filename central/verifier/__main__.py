"""``python -m central.verifier``."""

import sys

from central.verifier.cli import main

if __name__ == "__main__":
    sys.exit(main())
