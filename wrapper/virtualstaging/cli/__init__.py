"""The command `virtualstaging`.

_arguments    its verbs and their options
_common       options of all verbs
_photo_arguments  photos as they are named: files, folders, patterns, standard input
_price        --dry-run
_jobs         stage, declutter, dusk, enhance: photos in, images out
_sending      the photos of one order, several at once
_orders       what was ordered into a directory before
_batch        batch: plans of many photos
_doubts       batch doubts, adopt, abandon: what a person decides
_workers      batch work, take-over: several machines
_variations   variations add
_reads        renders, account, analyze, webhook-secret
_config       config: profiles with key and server, kept in the file of _profiles
_completion   completion, for shells
_progress     what is shown meanwhile
_output       JSON or text, errors, exit codes
_streams      output that never stops the work, and signals
gallery       the page with before and after

Exit codes: 0 done, 1 failed, 2 used wrongly (nothing was sent), 128 + the signal if interrupted
(130 by Ctrl-C).
"""

import sys
from collections.abc import Sequence
from contextlib import ExitStack, suppress

from virtualstaging.errors import VirtualStagingError

from ._arguments import parser
from ._common import requests_shown
from ._output import exit_code, report, say
from ._photo_arguments import photos_named
from ._streams import Stream, signals_as_interrupts, unbroken

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    Args:
        arguments: What stands behind the command; by default that of this process.
    """
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError):  # a test's stream may be another, or be closed
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    with unbroken() as output, signals_as_interrupts():
        return _run(arguments, output)


def _run(arguments: Sequence[str] | None, output: Stream) -> int:
    options = parser().parse_args(arguments)
    if options.json is None:
        options.json = not output.isatty()
    try:
        with ExitStack() as until:
            if options.verbose:
                until.enter_context(requests_shown())
            if isinstance(getattr(options, "photo", None), list):
                options.photo = photos_named(options.photo, until)
            code: int = options.run(options)
    except VirtualStagingError as error:
        report(error, as_json=options.json)
        code = exit_code(error)
    except KeyboardInterrupt as interrupt:
        say("Interrupted.")
        return 128 + getattr(interrupt, "number", 2)
    output.flush()
    return code or int(output.broken)
