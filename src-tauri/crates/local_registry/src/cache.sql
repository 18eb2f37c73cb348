-- What was pulled through from elsewhere: a tag, or the digest that was asked for where no tag and no
-- index leads to it. What has no row here was pushed by somebody.
CREATE TABLE cached (
    repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    reference     TEXT NOT NULL,
    fetched_at    INTEGER NOT NULL,
    -- When its upstream last said where it points.
    checked_at    INTEGER NOT NULL,
    used_at       INTEGER NOT NULL,
    -- Since when its upstream says that it has no such thing.
    missing_at    INTEGER,
    PRIMARY KEY (repository_id, reference)
) STRICT, WITHOUT ROWID;
