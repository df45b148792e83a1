"""Plants every known fault and shows which check catches it.

    python -m contract_tests.faults [WORD…]

Words pick the faults whose name or kind holds one of them. STOCK=1 adds what stock schemathesis
catches,
HALVES=grid,model runs some halves only, in that order, FIRST=1 stops at the half that catches the
fault, WORKERS sets the number of processes (2). Exit 1 when a fault is
caught by nothing and is not listed as out of reach, or when the sound server fails.
"""

import os
import sys

from contract_tests.faults.run import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
