"""The command `virtualstaging`.

_arguments    what may be written behind it
_jobs         stage, declutter, dusk, enhance: photos in, images out
_reads        renders, account, analyze, webhook-secret
_progress     what is shown meanwhile
_output       JSON or text, errors, exit codes
gallery       the page with before and after

Exit codes: 0 done, 1 failed, 2 used wrongly (nothing was sent), 130 interrupted.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress

from virtualstaging.errors import VirtualStagingError

from ._arguments import parser
from ._output import exit_code, report

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: What stands behind the command; by default that of this process.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a test's stream may be another
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    options = parser().parse_args(arguments)
    if options.json is None:
        options.json = not sys.stdout.isatty()
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except VirtualStagingError as error:
        report(error, as_json=options.json)
        return exit_code(error)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read our output has gone; without this, Python complains once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    return code
