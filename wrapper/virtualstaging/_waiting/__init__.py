"""Waiting for renders: one poller for each client, shared by all its waits.

`forecast` says when a render will be finished, `schedule` when to look at what; `look` looks;
`waits` makes sense of what was seen, `render_state` of one render; `threads` and `tasks` are what
the clients call, and the only ones that know of threads or event loops. Nothing here does I/O.
"""
