-- Times are milliseconds since 1970 UTC. Digests are their whole text. JSON columns are typed in Rust.

CREATE TABLE connections (
    id         TEXT PRIMARY KEY,
    position   INTEGER NOT NULL,
    definition TEXT NOT NULL,
    created_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE capability_observations (
    connection  TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE,
    capability  TEXT NOT NULL,
    observation TEXT NOT NULL,
    observed_at INTEGER NOT NULL,
    PRIMARY KEY (connection, capability)
) WITHOUT ROWID;

CREATE TABLE catalogs (
    connection TEXT PRIMARY KEY REFERENCES connections(id) ON DELETE CASCADE,
    offered    INTEGER NOT NULL,
    complete   INTEGER NOT NULL,
    listed_at  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE repositories (
    id             INTEGER PRIMARY KEY,
    connection     TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE,
    name           TEXT NOT NULL,
    first_seen     INTEGER NOT NULL,
    last_seen      INTEGER NOT NULL,
    pinned         INTEGER NOT NULL DEFAULT 0,
    gone_at        INTEGER,
    tags_listed_at INTEGER,
    UNIQUE (connection, name)
);

-- What each tag is now, as far as we know. `digest` is NULL until the tag was resolved once.
CREATE TABLE tags (
    repository  INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    name        TEXT NOT NULL,
    position    INTEGER NOT NULL,
    digest      TEXT,
    media_type  TEXT,
    seen_from   INTEGER,
    observed_at INTEGER,
    PRIMARY KEY (repository, name)
) WITHOUT ROWID;
CREATE INDEX tags_by_digest ON tags (repository, digest) WHERE digest IS NOT NULL;
CREATE INDEX tags_by_name ON tags (name COLLATE NOCASE);

-- What tags were before: a row for each digest that a tag has left.
CREATE TABLE tag_history (
    id         INTEGER PRIMARY KEY,
    repository INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    digest     TEXT NOT NULL,
    media_type TEXT,
    seen_from  INTEGER NOT NULL,
    seen_until INTEGER NOT NULL,
    removed    INTEGER NOT NULL
);
CREATE INDEX tag_history_by_tag ON tag_history (repository, name, seen_until);

-- Manifests known to be (or to have been) in a repository, tagged or not.
CREATE TABLE manifests (
    repository INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    digest     TEXT NOT NULL,
    first_seen INTEGER NOT NULL,
    last_seen  INTEGER NOT NULL,
    PRIMARY KEY (repository, digest)
) WITHOUT ROWID;
CREATE INDEX manifests_by_digest ON manifests (digest);

CREATE TABLE images (
    digest          TEXT PRIMARY KEY,
    kind            TEXT NOT NULL,
    media_type      TEXT NOT NULL,
    artifact_type   TEXT,
    compressed_size INTEGER,
    created_at      INTEGER,
    subject         TEXT,
    platforms       TEXT NOT NULL,
    excerpt         TEXT NOT NULL
) WITHOUT ROWID;

-- Which manifests an index names. An edge is true for ever: it is part of the parent's digest.
CREATE TABLE index_children (
    parent     TEXT NOT NULL,
    position   INTEGER NOT NULL,
    child      TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    platform   TEXT,
    PRIMARY KEY (parent, position)
) WITHOUT ROWID;
CREATE INDEX index_children_by_child ON index_children (child);

CREATE TABLE referrers (
    repository  INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    subject     TEXT NOT NULL,
    found_by    TEXT NOT NULL,
    descriptors TEXT NOT NULL,
    observed_at INTEGER NOT NULL,
    PRIMARY KEY (repository, subject)
) WITHOUT ROWID;

-- The bytes of manifests and configs. `size` and `used_at` come first, so that finding what to evict
-- reads no blob pages.
CREATE TABLE content (
    id         INTEGER PRIMARY KEY,
    digest     TEXT NOT NULL UNIQUE,
    size       INTEGER NOT NULL,
    used_at    INTEGER NOT NULL,
    media_type TEXT NOT NULL,
    bytes      BLOB NOT NULL
);
CREATE INDEX content_by_use ON content (used_at, size);

CREATE TABLE content_seen (
    connection TEXT NOT NULL REFERENCES connections(id) ON DELETE CASCADE,
    content    INTEGER NOT NULL REFERENCES content(id) ON DELETE CASCADE,
    PRIMARY KEY (connection, content)
) WITHOUT ROWID;
CREATE INDEX content_seen_by_content ON content_seen (content);

-- The running total of content.size, kept by the triggers below: the limit is checked at every write.
CREATE TABLE content_total (id INTEGER PRIMARY KEY CHECK (id = 1), bytes INTEGER NOT NULL);
INSERT INTO content_total VALUES (1, 0);
CREATE TRIGGER content_kept AFTER INSERT ON content BEGIN
    UPDATE content_total SET bytes = bytes + NEW.size;
END;
CREATE TRIGGER content_dropped AFTER DELETE ON content BEGIN
    UPDATE content_total SET bytes = bytes - OLD.size;
END;

-- The journal outlives its connections: what was done stays readable. So no foreign key there.
CREATE TABLE activities (
    id         TEXT PRIMARY KEY,
    kind       TEXT NOT NULL,
    title      TEXT NOT NULL,
    connection TEXT,
    repository TEXT,
    state      TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at   INTEGER,
    result     TEXT,
    undoes     TEXT
) WITHOUT ROWID;
CREATE INDEX activities_by_time ON activities (created_at);
CREATE INDEX activities_by_state ON activities (state);

CREATE TABLE activity_items (
    activity   TEXT NOT NULL REFERENCES activities(id) ON DELETE CASCADE,
    n          INTEGER NOT NULL,
    target     TEXT NOT NULL,
    state      TEXT NOT NULL,
    outcome    TEXT,
    started_at INTEGER,
    ended_at   INTEGER,
    PRIMARY KEY (activity, n)
) WITHOUT ROWID;

CREATE TABLE undo_snapshots (
    activity   TEXT PRIMARY KEY REFERENCES activities(id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX undo_snapshots_by_expiry ON undo_snapshots (expires_at);

CREATE TABLE undo_steps (
    activity TEXT NOT NULL REFERENCES undo_snapshots(activity) ON DELETE CASCADE,
    n        INTEGER NOT NULL,
    step     TEXT NOT NULL,
    PRIMARY KEY (activity, n)
) WITHOUT ROWID;

-- Content a snapshot needs: spared by eviction, and by the end of its connection.
CREATE TABLE undo_content (
    activity TEXT NOT NULL REFERENCES undo_snapshots(activity) ON DELETE CASCADE,
    content  INTEGER NOT NULL REFERENCES content(id),
    PRIMARY KEY (activity, content)
) WITHOUT ROWID;
CREATE INDEX undo_content_by_content ON undo_content (content);

-- Layers a snapshot keeps; the bytes are files, for layers may be larger than a row can be.
CREATE TABLE undo_layers (
    activity TEXT NOT NULL REFERENCES undo_snapshots(activity) ON DELETE CASCADE,
    digest   TEXT NOT NULL,
    size     INTEGER NOT NULL,
    PRIMARY KEY (activity, digest)
) WITHOUT ROWID;
CREATE INDEX undo_layers_by_digest ON undo_layers (digest);

CREATE TABLE bookmarks (
    id         INTEGER PRIMARY KEY,
    position   INTEGER NOT NULL,
    address    TEXT NOT NULL UNIQUE,
    title      TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE visits (
    id         INTEGER PRIMARY KEY,
    address    TEXT NOT NULL,
    title      TEXT NOT NULL,
    visited_at INTEGER NOT NULL
);
CREATE INDEX visits_by_address ON visits (address, visited_at);
CREATE INDEX visits_by_time ON visits (visited_at);

CREATE TABLE window_state (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
