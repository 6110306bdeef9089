"""`python -m tinyv` is `tinyv`."""

import sys

from tinyv.cli import main

if __name__ == "__main__":  # worker processes import this module again
    sys.exit(main())
