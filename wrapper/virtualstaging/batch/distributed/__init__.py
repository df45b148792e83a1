"""One batch on several machines: `virtualstaging[distributed]`.

The tables of DBOS Transact on PostgreSQL are the journal: each request that creates is a workflow,
its intent one step, its outcome another. Workflows are kept by their content, so handing one over
twice is handing it over once. Whoever holds the plan (`away`) hands jobs over and takes outcomes
in; it waits and downloads as ever. Workers (`worker`) send. A lease (`leases`), checked right
before a request is sent, keeps a worker that was frozen from sending what another has taken over.
"""
