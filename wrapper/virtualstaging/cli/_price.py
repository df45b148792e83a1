"""`--dry-run`: what an order would charge, and what is left of the plan. Sends no photo."""

import argparse

from ._connection import client_for
from ._output import print_json, printable


def tell(options: argparse.Namespace, renders: int) -> int:
    """Tell it. 1 if the plan has not so many photos left, for either kind of processing."""
    with client_for(options) as client:
        account = client.account.get()
    used, limit = account.photos_used_this_period, account.photo_limit
    left = limit.staging - used.staging
    editing = limit.image_editing - used.image_editing
    told = {
        "renders": renders,
        "variations": renders * options.variations,
        "staging_left": left,
        "image_editing_left": editing,
    }
    if options.json:
        print_json({"dry_run": told})
    else:
        many = f"{renders} photo{'s' if renders != 1 else ''}"
        print(f"{many} would be charged, for {told['variations']} variations. Nothing was sent.")
        print(printable(f"Left: {left} for staging, {editing} for image editing."))
    return int(renders > max(left, editing))
