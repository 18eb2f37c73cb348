-- Everything the registry knows besides the content itself. All times are milliseconds since 1970.

-- Content by digest: blobs and manifests alike. A size of NULL means named by a manifest but not stored.
CREATE TABLE contents (
    id        INTEGER PRIMARY KEY,
    digest    TEXT NOT NULL UNIQUE,
    size      INTEGER,
    stored_at INTEGER
) STRICT;

CREATE TABLE repositories (
    id           INTEGER PRIMARY KEY,
    name         TEXT NOT NULL UNIQUE,
    created_at   INTEGER NOT NULL,
    layout_stale INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Which repository has which blob. A removed one stays until space is freed, so that undo finds it.
CREATE TABLE links (
    repository_id INTEGER NOT NULL REFERENCES repositories (id),
    content_id    INTEGER NOT NULL REFERENCES contents (id),
    linked_at     INTEGER NOT NULL,
    removed_at    INTEGER,
    PRIMARY KEY (repository_id, content_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_by_content ON links (content_id);

-- Which repository has which manifest. A removed one stays until space is freed.
CREATE TABLE manifests (
    id            INTEGER PRIMARY KEY,
    repository_id INTEGER NOT NULL REFERENCES repositories (id),
    content_id    INTEGER NOT NULL REFERENCES contents (id),
    media_type    TEXT NOT NULL,
    artifact_type TEXT,
    subject       TEXT,
    annotations   TEXT,
    pushed_at     INTEGER NOT NULL,
    untagged_at   INTEGER,
    removed_at    INTEGER,
    UNIQUE (repository_id, content_id)
) STRICT;
CREATE INDEX manifests_by_content ON manifests (content_id);
CREATE INDEX manifests_present ON manifests (repository_id) WHERE removed_at IS NULL;
CREATE INDEX manifests_by_subject ON manifests (repository_id, subject)
    WHERE subject IS NOT NULL AND removed_at IS NULL;

CREATE TABLE tags (
    repository_id INTEGER NOT NULL REFERENCES repositories (id),
    name          TEXT NOT NULL,
    manifest_id   INTEGER NOT NULL REFERENCES manifests (id),
    moved_at      INTEGER NOT NULL,
    PRIMARY KEY (repository_id, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX tags_by_manifest ON tags (manifest_id);
-- The order of the tag listing: distribution spec 1.1.1, "case-insensitive alphanumeric order".
CREATE INDEX tags_in_order ON tags (repository_id, name COLLATE NOCASE, name);

-- What a manifest names: its config and layers, or its children.
CREATE TABLE edges (
    parent_id INTEGER NOT NULL REFERENCES contents (id),
    child_id  INTEGER NOT NULL REFERENCES contents (id),
    PRIMARY KEY (parent_id, child_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX edges_by_child ON edges (child_id);
