"""`--dry-run`: what an order would charge, and what is left of the plan. Sends no photo."""

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from virtualstaging._core.paths import expanded

from ._connection import client_for
from ._orders import Orders, order_of
from ._output import print_json, printable
from ._shots import Shot

if TYPE_CHECKING:
    from virtualstaging.configs import Config


def report(options: argparse.Namespace, config: "Config", shots: Sequence[Shot]) -> int:
    """Print it. 1 if the plan has not so many photos left, for either kind of processing."""
    orders = Orders(expanded(options.out))
    names = [order_of(shot.photos, config, options.variations) for shot in shots]
    renders = len([name for name in names if options.again or orders.past(name) is None])
    with client_for(options) as client:
        account = client.account.get()
    used, limit = account.photos_used_this_period, account.photo_limit
    left = limit.staging - used.staging
    editing = limit.image_editing - used.image_editing
    price = {
        "renders": renders,
        "variations": renders * options.variations,
        "staging_left": left,
        "image_editing_left": editing,
    }
    if options.json:
        print_json({"dry_run": price})
    else:
        many = f"{renders} photo{'s' if renders != 1 else ''}"
        print(f"{many} would be charged, for {price['variations']} variations. Nothing was sent.")
        print(printable(f"Left: {left} for staging, {editing} for image editing."))
    return int(renders > max(left, editing))
