"""The arguments of the verb `batch`."""

import argparse

from ._common import add_what

BATCH = """\
A plan is a CSV file, JSON lines, or a folder of photos. Its columns: photo (a path or
URL), do, room_type, style, sky_style, remove_furniture, variation_count, name, id; others are
echoed in the results. The price is shown before anything is sent. Whenever this is stopped, the
same command goes on from there.

  virtualstaging batch photos/ --room living --style modern
  virtualstaging batch plan.csv --out out
  virtualstaging batch status DIR            how far it is
  virtualstaging batch doubts DIR            what a person must decide about, with a page
  virtualstaging batch adopt DIR ROW RENDER  that render is that row's
  virtualstaging batch abandon DIR ROW       none is: give the row up, or with --again send it

On several machines (docs/batch.md), with a PostgreSQL database:

  virtualstaging batch work --journal URL --slot NAME       send what --journal plans order
  virtualstaging batch plan.csv --journal URL               let workers send
  virtualstaging batch take-over --journal URL --slot NAME  go on with what a dead worker began\
"""


def add_batch(verb: argparse.ArgumentParser) -> None:
    """Add the arguments of the verb."""
    verb.add_argument("what", nargs="+", metavar="PLAN", help="a CSV, JSON lines, or a folder")
    verb.add_argument("-o", "--out", default="out", metavar="DIR", help="default: out")
    verb.add_argument("--dry-run", action="store_true", help="check all, show the price, and end")
    verb.add_argument("-y", "--yes", action="store_true", help="do not ask before it charges")
    verb.add_argument("--skip-bad", action="store_true", help="leave out rows that are wrong")
    verb.add_argument(
        "--concurrency", type=int, default=4, metavar="N", help="sent at once (default: 4)"
    )
    verb.add_argument("--rate", type=float, metavar="R", help="sent in a second, at most")
    verb.add_argument("--again", action="store_true", help=argparse.SUPPRESS)
    verb.add_argument(
        "--journal",
        metavar="URL",
        help="the workers' database; else the environment's VIRTUALSTAGING_JOURNAL",
    )
    verb.add_argument(
        "--webhook-url",
        metavar="URL",
        help="where the API is to send events, for batch.receive_event in your web application",
    )
    verb.add_argument("--slot", metavar="NAME", help="the name of a worker, one for each")
    usual = verb.add_argument_group("for rows that leave it empty, and for folders")
    add_what(usual)
    usual.add_argument("-n", "--variations", type=int, metavar="N", help="of each, 1 to 20")
