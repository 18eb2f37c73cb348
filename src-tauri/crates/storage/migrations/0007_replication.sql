-- Rules that keep repositories the same elsewhere: when each had its turn last, and what came of it.
CREATE TABLE replication_turns (
    rule       TEXT PRIMARY KEY,
    counted_at INTEGER NOT NULL,
    last_run   TEXT
) WITHOUT ROWID;
-- What rules have brought where, by tag; an empty tag stands for the whole repository. `source` and
-- `digest` are of the last time that it arrived.
CREATE TABLE replicated (
    rule       TEXT NOT NULL,
    connection TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE,
    place      TEXT NOT NULL,
    tag        TEXT NOT NULL,
    repository TEXT NOT NULL,
    source     TEXT,
    digest     TEXT,
    state      TEXT NOT NULL,
    was_put    INTEGER NOT NULL,
    failure    TEXT,
    at         INTEGER NOT NULL,
    PRIMARY KEY (rule, connection, place, tag)
) WITHOUT ROWID;
