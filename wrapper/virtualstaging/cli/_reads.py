"""Verbs that look or set, and charge nothing."""

import argparse
import os
import sys
from itertools import islice

from virtualstaging.render import Render

from ._connection import client_for, secret_from_input
from ._jobs import Job
from ._output import UsageError, print_json, printable, without_links
from ._shots import Shot


def account(options: argparse.Namespace) -> int:
    """Show the account."""
    with client_for(options) as client:
        found = client.account.get()
    if options.json:
        print_json(found.to_dict())
        return 0
    used, limit = found.photos_used_this_period, found.photo_limit
    print(printable(found.user.email))
    print(f"staging        {used.staging} of {limit.staging} photos used")
    print(f"image editing  {used.image_editing} of {limit.image_editing} photos used")
    return 0


def renders(options: argparse.Namespace) -> int:
    """List the newest renders; or wait for some and download their results."""
    if options.limit < 1:
        raise UsageError("--limit must be 1 or more.")
    if options.id:
        return Job(options).fetch([Shot([], render_id=each) for each in options.id])
    with client_for(options) as client:
        page = client.renders.list(limit=min(options.limit, 100))
        found = list(islice(page, options.limit))
    if options.json:
        data = [each.to_dict() for each in found]
        print_json({"renders": data if options.links else without_links(data)})
        return 0
    width = max([len(render.id) for render in found], default=0)
    if found:
        print(f"{'RENDER':{width}}  {'CREATED':16}  VARIATIONS")
    for render in found:
        print(printable(_line(render, width)))
        if options.links:
            for link in _links(render):
                print(f"    {printable(link)}")
    return 0


def _line(render: Render, width: int) -> str:
    try:
        created = f"{render.created_at_datetime.astimezone():%Y-%m-%d %H:%M}"  # of this machine
    except OverflowError:  # the server's mistake: it hides no other render
        created = f"{render.created_at:.16g}"
    variations = render.variations or ()
    states = ", ".join(f"{each.type_ or 'variation'} {each.status}" for each in variations)
    return f"{render.id:{width}}  {created:16}  {states or '-'}"


def _links(render: Render) -> list[str]:
    variations = render.variations or ()
    results = [each.result for each in variations if each.result is not None]
    images = [image for one in results for image in (one if isinstance(one, list) else [one])]
    return [image.url for image in images]


def analyze(options: argparse.Namespace) -> int:
    """Have a mask made of a photo's furniture."""
    with client_for(options) as client:
        found = client.images.analyze(options.photo)
    if options.json:
        print_json(found.to_dict() if options.links else without_links(found.to_dict()))
        return 0
    share = found.percentage_masked
    covered = "" if share is None else f", {share:g} % of the photo is furniture"
    print(printable(f"{found.id}  {found.status}{covered}"))
    if options.links:
        print(printable(found.result_url))
    return 0


def webhook_secret(options: argparse.Namespace) -> int:
    """Set or delete the secret that webhooks are signed with."""
    if options.action == "delete":
        with client_for(options) as client:
            answer = client.account.delete_webhook_secret()
    else:
        secret = os.environ.get("VIRTUALSTAGING_WEBHOOK_SECRET")
        if secret is None:
            if options.key_file == "-":
                raise UsageError("Standard input can give the key or the secret, not both.")
            secret = secret_from_input()
        if not secret:
            raise UsageError(
                "No secret. Set VIRTUALSTAGING_WEBHOOK_SECRET, or write it to standard input."
            )
        with client_for(options) as client:
            answer = client.account.set_webhook_secret(secret)
    if options.json:
        print_json(answer.to_dict())
    else:
        print(f"Webhook secret {'set' if options.action == 'set' else 'deleted'}.", file=sys.stdout)
    return 0
