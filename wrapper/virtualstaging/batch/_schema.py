"""The tables of a journal."""

VERSION = 2

SCHEMA = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;

-- Digests of photos that were looked at, so that a second run does not read them all again.
CREATE TABLE photo (
  place TEXT PRIMARY KEY, size INTEGER, changed INTEGER, digest TEXT
) WITHOUT ROWID;

-- Requests that create. state: planned, open (begun, outcome unknown), made, refused, doubt,
-- abandoned. base: the job whose render it adds to.
CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  digest TEXT NOT NULL,
  photo TEXT NOT NULL,
  wants TEXT NOT NULL,
  base INTEGER,
  lock TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'planned',
  intent TEXT,
  sends INTEGER NOT NULL DEFAULT 0,
  recoveries INTEGER NOT NULL DEFAULT 0,
  found INTEGER NOT NULL DEFAULT 0,
  render TEXT,
  reason TEXT NOT NULL DEFAULT '',
  candidates TEXT NOT NULL DEFAULT '[]'
);
CREATE INDEX job_digest ON job (digest);
CREATE INDEX job_state ON job (state, lock, id);
CREATE INDEX job_render ON job (render);

-- The rows of the plan. settled: in which order this run was done with them.
CREATE TABLE row (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  stem TEXT NOT NULL,
  fold TEXT NOT NULL,
  photo TEXT NOT NULL,
  digest TEXT NOT NULL,
  config TEXT NOT NULL,
  count INTEGER NOT NULL,
  columns TEXT NOT NULL,
  job INTEGER,
  state TEXT NOT NULL DEFAULT 'planned',
  files TEXT NOT NULL DEFAULT '[]',
  thumbnails TEXT NOT NULL DEFAULT '[]',
  error TEXT NOT NULL DEFAULT '',
  settled INTEGER
);
CREATE INDEX row_job ON row (job);
CREATE INDEX row_state ON row (state, job);
CREATE INDEX row_settled ON row (settled);
CREATE INDEX row_content ON row (digest, config);
CREATE INDEX row_fold ON row (fold);
CREATE INDEX row_id ON row (id)
"""

FOLLOW_JOBS = """
UPDATE row SET state = (
  SELECT CASE state WHEN 'open' THEN 'sending' WHEN 'made' THEN 'waiting' ELSE state END
  FROM job WHERE job.id = row.job
) WHERE job BETWEEN ? AND ?
"""
"""Rows have the state that their jobs, of these numbers, have come to."""

SETTLE_ROW = """
UPDATE row SET settled = (SELECT coalesce(max(settled), 0) + 1 FROM row)
WHERE number = ? AND settled IS NULL
"""
"""Number a row, as this run is done with it."""
