"""Faults in what is ordered, in finding it again, and in waiting for it."""

from contract_tests.client_faults.planting import Edit, Fault, Put

_CORE = "virtualstaging._core"
_PHOTOS = "virtualstaging._photos"
_WAITING = "virtualstaging._waiting"
_WATCH = f"{_WAITING}.watch:Watch"

FAULTS = (
    Fault(
        "every photo is a JPEG",
        "building requests",
        "The bytes of a PNG are sent as those of a JPEG.",
        (Edit(f"{_PHOTOS}:_from_bytes", "data:image/{found};", "data:image/jpeg;"),),
    ),
    Fault(
        "only the first piece of a file read",
        "building requests",
        "Of a file whose `read` gives less than it was asked for, the rest is missing.",
        (Edit(f"{_PHOTOS}:_read", "data += piece", "data += piece\n        break"),),
    ),
    Fault(
        "photos of any size sent",
        "building requests",
        "A photo of a hundred megabytes is sent.",
        (
            Edit(f"{_PHOTOS}:_from_bytes", "if size > MAX_PHOTO_BYTES:", "if False:"),
            Edit(f"{_PHOTOS}:_from_path", "if found.st_size > MAX_PHOTO_BYTES:", "if False:"),
        ),
    ),
    Fault(
        "number of the call ignored",
        "building requests",
        "Of several configurations, those without a number of their own are made once.",
        (Edit(f"{_CORE}.operations:_counted", "counted(one, variation_count)", "counted(one, 1)"),),
    ),
    Fault(
        "number of the call ignored in a bulk",
        "building requests",
        "In a bulk, configurations without a number of their own are made once.",
        (
            Edit(
                f"{_CORE}.operations:_bulk_item",
                "_counted(one.config, one.variation_count)",
                "_counted(one.config, 1)",
            ),
        ),
    ),
    Fault(
        "long time limit shorter than the usual one",
        "building requests",
        "Who allows an hour for each answer gets a quarter where completion is waited for.",
        (
            Edit(
                f"{_CORE}.settings:settle",
                "long_timeout=max(LONG_TIMEOUT, seconds)",
                "long_timeout=LONG_TIMEOUT",
            ),
        ),
    ),
    Fault(
        "sky of the shortcut dropped",
        "building requests",
        "`dusk` of a client makes the same sky whatever is asked for.",
        (
            Edit(
                "virtualstaging.client:VirtualStaging.dusk",
                "configs.dusk(sky_style=sky_style)",
                "configs.dusk()",
            ),
        ),
    ),
    Fault(
        "mode of the asynchronous shortcut dropped",
        "building requests",
        "`declutter` of the asynchronous client removes furniture though it is to decide.",
        (
            Edit(
                "virtualstaging.async_client:AsyncVirtualStaging.declutter",
                "configs.declutter(mode=mode)",
                "configs.declutter()",
            ),
        ),
    ),
    Fault(
        "removal of the shortcut dropped",
        "building requests",
        "`stage` leaves standing what was to be removed.",
        (
            Edit(
                "virtualstaging.async_client:AsyncVirtualStaging.stage",
                "remove_furniture=remove_furniture",
                "remove_furniture=None",
            ),
        ),
    ),
    Fault(
        "number of the shortcut dropped",
        "building requests",
        "`enhance` makes one variation whatever is asked for.",
        (
            Edit(
                "virtualstaging.client:VirtualStaging.enhance",
                "variation_count=variation_count",
                "variation_count=1",
            ),
        ),
    ),
    Fault(
        "time limit of the shortcut dropped",
        "waiting",
        "`stage` waits for a quarter of an hour whatever time is given.",
        (
            Edit(
                "virtualstaging.client:VirtualStaging.stage",
                "self.wait(render, timeout=timeout)",
                "self.wait(render)",
            ),
        ),
    ),
    Fault(
        "own numbers of configurations not looked for",
        "reconciling",
        "A lost order of several configurations is looked for with one number for all.",
        (
            Edit(
                f"{_CORE}.operations:_order",
                'getattr(one, "variation_count", variation_count)',
                "variation_count",
            ),
        ),
    ),
    Fault(
        "removal made first taken for another order",
        "reconciling",
        "A lost order that removes furniture first is not recognised.",
        (Edit(f"{_CORE}.doubts:fit", 'elif variation.get("type") != "removal":', "else:"),),
    ),
    Fault(
        "only the newest hundred looked at",
        "reconciling",
        "What lies behind the first page is taken for not made.",
        (
            Edit(
                f"{_CORE}.reconcile:_recent",
                "if len(new) < len(readable) or not items or cursor is None:",
                "if True:",
            ),
        ),
    ),
    Fault(
        "looked for only once",
        "reconciling",
        "A server that acts a second late has made what nobody finds.",
        (Put(f"{_CORE}.reconcile:LOOKS", (0.0,)),),
    ),
    Fault(
        "another process counts by its own clock",
        "reconciling",
        "Asked in a later process, what was made before it began is taken for not made.",
        (
            Edit(
                f"{_CORE}.reconcile:_get",
                "Moment(received.monotonic - ago, doubt.sent_ms)",
                "Moment(0.0, doubt.sent_ms)",
            ),
        ),
    ),
    Fault(
        "equal calls under way overlooked",
        "reconciling",
        "The render of an equal call that is still under way is taken for its own.",
        (
            Edit(
                f"{_CORE}.ledger:Ledger.standing",
                "if name != ticket and call.is_rival(keys)",
                "if False",
            ),
        ),
    ),
    Fault(
        "orders of a bulk swapped",
        "reconciling",
        "The renders of a lost bulk come back in the order in which they are listed.",
        (
            Edit(
                f"{_CORE}.reconcile:_as_answer",
                '{"renders": renders}',
                '{"renders": sorted(renders, key=lambda one: one["id"], reverse=True)}',
            ),
        ),
    ),
    Fault(
        "Retry-After of a look ignored",
        "waiting",
        "A server that asks for a pause is looked at again at once.",
        (Edit(f"{_WATCH}._apply_failure", "if failure.pause is not None:", "if False:"),),
    ),
    Fault(
        "a look may outlast its wait",
        "waiting",
        "A server that does not answer holds a wait beyond its time.",
        (
            Edit(
                f"{_WATCH}.look",
                "timeout if timeout < self._session.settings.timeout else None",
                "None",
            ),
        ),
    ),
    Fault(
        "refused key does not end a wait",
        "waiting",
        "A 403 is taken for a look that failed.",
        (
            Edit(
                f"{_WATCH}._apply_failure",
                "if error.status in (401, 403):",
                "if error.status == 401:",
            ),
        ),
    ),
    Fault(
        "no time limit by default",
        "waiting",
        "A wait without a time of its own goes on for days.",
        (Put(f"{_WAITING}.targets:DEFAULT_TIMEOUT", 1e6),),
    ),
    Fault(
        "pending variations named by their render",
        "waiting",
        "What can be waited for again when time is up is not what was waited for.",
        (
            Edit(
                f"{_WAITING}.results:_raise_timeout",
                "t.key.name for t in unique.values() if",
                "t.key.render_id for t in unique.values() if",
            ),
        ),
    ),
    Fault(
        "failed variation handed over",
        "waiting",
        "A variation that failed is handed over as if all were well.",
        (Edit(f"{_WAITING}.results:refuse_failed", "failed = [ended]", "return"),),
    ),
    Fault(
        "vanished renders passed over",
        "waiting",
        "`as_completed` ends without a word of a render that is gone.",
        (
            Edit(
                f"{_WAITING}.waiting:Waiting._each",
                "results(waiter, raise_on_error=False)",
                "return",
            ),
            Edit(
                f"{_WAITING}.waiting:AsyncWaiting._each",
                "results(waiter, raise_on_error=False)",
                "return",
            ),
        ),
    ),
    Fault(
        "list of one is one",
        "waiting",
        "A list with one render comes back as the render.",
        (
            Edit(
                f"{_WAITING}.waiting:_unpacked",
                "return targets(item), False",
                "return targets(item), len(item) == 1",
            ),
        ),
    ),
    Fault(
        "twice is once",
        "waiting",
        "What is named twice comes back once.",
        (
            Edit(
                f"{_WAITING}.results:results",
                "for target in waiter.wanted]",
                "for target in {one.key: one for one in waiter.wanted}.values()]",
            ),
        ),
    ),
    Fault(
        "coroutines not awaited",
        "waiting",
        "An `on_update` that is a coroutine function is called and never run.",
        (Edit(f"{_WAITING}.waiting:_tell", "if isawaitable(told):", "if False:"),),
    ),
    Fault(
        "events of failures not heard",
        "waiting",
        "A webhook that tells of a failure changes nothing.",
        (Put(f"{_WAITING}.events:_STATES", {"done": "done"}),),
    ),
    Fault(
        "only the last event kept",
        "waiting",
        "Of the events that come before their waits, all but those of one render are lost.",
        (Put(f"{_WAITING}.events:_MOST", 1),),
    ),
    Fault(
        "price of a look ignored",
        "waiting",
        "Who is frugal looks as often as who is in a hurry.",
        (
            Put(
                f"{_WAITING}.targets:PRICES",
                {"low-latency": 0.25, "balanced": 0.25, "frugal": 0.25},
            ),
        ),
    ),
    Fault(
        "one cancelled wait ends them all",
        "waiting",
        "When one task gives up its wait, the poller of all others ends.",
        (
            Edit(
                f"{_WAITING}.async_poller:AsyncPoller.leave",
                "if not state.watch.busy and state.task is not None:",
                "if state.task is not None:",
            ),
        ),
    ),
    Fault(
        "one given up is waited for by all",
        "waiting",
        "A render whose wait was given up is looked at as long as anybody waits.",
        (Edit(f"{_WATCH}.leave", "self._drop(job)", "pass"),),
    ),
    Fault(
        "calls in doubt forgotten at once",
        "reconciling",
        "An equal call whose outcome is unknown is taken for one that has made nothing.",
        (Put(f"{_CORE}.ledger:RIVAL_SECONDS", 0.0),),
    ),
    Fault(
        "what came with a render taken for added",
        "reconciling",
        "Variations ordered with a render are taken for those of a later call that never arrived.",
        (
            Edit(
                f"{_CORE}.reconcile:_new_variations",
                "del found[: max(0, earlier[text] - (len(fitting) - len(found)))]",
                "pass",
            ),
        ),
    ),
    Fault(
        "calls of another process overlooked",
        "reconciling",
        "What was unclear in the process that called is taken for clear in the next one.",
        (Edit(f"{_CORE}.reconcile:_standing", "rivals += doubt.rivals", "pass"),),
    ),
    Fault(
        "renders of another process overlooked",
        "reconciling",
        "What another call of the process that called was given is taken in the next one.",
        (Edit(f"{_CORE}.reconcile:_standing", "known=doubt.known | known", "known=known"),),
    ),
    Fault(
        "what was given is not remembered",
        "reconciling",
        "What one call was given is given to the next that is like it.",
        (
            Edit(
                f"{_CORE}.calls:_received",
                "remember(session, ticket, call.orders, data)",
                "session.ledger.close(ticket)",
            ),
        ),
    ),
    Fault(
        "calls not noted before they are made",
        "reconciling",
        "Calls that are under way at the same time know nothing of each other.",
        (
            Edit(
                f"{_CORE}.calls:_create",
                "session.ledger.begin(ticket, call.orders, now.monotonic)",
                "pass",
            ),
        ),
    ),
    Fault(
        "only one render looked at",
        "reconciling",
        "Variations added to several renders are looked for on the first one.",
        (
            Edit(
                f"{_CORE}.reconcile:_look_at_variations",
                "in dict.fromkeys(one.render_id for one in doubt.wanted if one.render_id):",
                "in [one.render_id for one in doubt.wanted if one.render_id][:1]:",
            ),
        ),
    ),
    Fault(
        "unreadable renders passed over",
        "reconciling",
        "A render that cannot be read is taken for none.",
        (
            Edit(
                f"{_CORE}.reconcile:_recent", "blind = blind or len(readable) < len(items)", "pass"
            ),
        ),
    ),
    Fault(
        "unreadable variations passed over",
        "reconciling",
        "Variations that cannot be read are taken for none.",
        (
            Edit(
                f"{_CORE}.reconcile:_look_at_variations",
                "findings.blind or unread or",
                "findings.blind or",
            ),
        ),
    ),
    Fault(
        "this machine's clock trusted",
        "reconciling",
        "A machine whose date is wrong finds nothing, or what is older.",
        (
            Edit(f"{_CORE}.session:ServerClock.earliest", "lag = self._lag", "lag = None"),
            Edit(f"{_CORE}.session:ServerClock.earliest", "if date is None:", "if True:"),
        ),
    ),
    Fault(
        "same configuration counted once",
        "reconciling",
        "An order of the same configuration twice is looked for once.",
        (
            Edit(
                f"{_CORE}.doubts:wanted",
                "counts[canonical(config)] += count",
                "counts[canonical(config)] = count",
            ),
        ),
    ),
    Fault(
        "hour of margin",
        "reconciling",
        "What was made an hour before a call is taken for its own.",
        (Put(f"{_CORE}.session:_MARGIN", 3_600_000.0),),
    ),
)
