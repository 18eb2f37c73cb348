-- Portolan's own rules of what stays in a repository, their schedule, and when they had their turn last.
CREATE TABLE retention (
    connection TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE,
    repository TEXT NOT NULL,
    document   TEXT NOT NULL,
    schedule   TEXT,
    last_run   TEXT,
    counted_at INTEGER NOT NULL,
    PRIMARY KEY (connection, repository)
) WITHOUT ROWID;
