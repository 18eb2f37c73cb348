-- What a registry's own list said of the images of a repository, where it lists images and not only tags.
CREATE TABLE listed_images (
    repository     INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    digest         TEXT NOT NULL,
    media_type     TEXT,
    artifact_type  TEXT,
    size           INTEGER,
    pushed_at      INTEGER,
    last_pulled_at INTEGER,
    scan           TEXT,
    storage        TEXT,
    subject        TEXT,
    PRIMARY KEY (repository, digest)
) WITHOUT ROWID;
