"""Plants every known fault in the clients and shows which test catches it.

    python -m contract_tests.client_faults [WORD…]

Words pick the faults whose name or kind holds one of them; WORKERS=1 takes one processor only.
Exit 1 when a fault is caught by nothing and not listed as out of reach, or when the sound client
fails.
"""

import os
import sys

from contract_tests.client_faults.run import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], os.environ))
