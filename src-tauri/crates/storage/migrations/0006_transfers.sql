-- Copies that are not at their end.
CREATE TABLE transfers (
    activity  TEXT PRIMARY KEY REFERENCES activities(id) ON DELETE CASCADE,
    about     TEXT NOT NULL,
    plan      TEXT NOT NULL,
    is_paused INTEGER NOT NULL,
    begun_at  INTEGER NOT NULL
) WITHOUT ROWID;
