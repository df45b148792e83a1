"""`python -m virtualstaging.cli` is the command `virtualstaging`."""

import sys

from virtualstaging.cli import main

sys.exit(main())
