-- What is known of public repositories: a cache. Times are milliseconds since 1970 UTC. Records are
-- opaque: their shape is the business of whoever keeps them.

-- `change` rises with every write, so that the search index finds what it has not seen.
CREATE TABLE listings (
    id          INTEGER PRIMARY KEY,
    reference   TEXT NOT NULL,
    source      TEXT NOT NULL,
    starter     INTEGER NOT NULL,
    observed_at INTEGER,
    change      INTEGER NOT NULL,
    has_logo    INTEGER NOT NULL,
    record      BLOB NOT NULL,
    UNIQUE (reference, source)
);
CREATE INDEX listings_by_change ON listings (change);
CREATE INDEX listings_by_source ON listings (source, starter);

-- Listings that are gone, until the index knows.
CREATE TABLE gone (
    change    INTEGER PRIMARY KEY,
    reference TEXT NOT NULL,
    source    TEXT NOT NULL
);

-- The last change there was, the last that the index has, and which starter catalogue was taken in.
CREATE TABLE changes (
    id      INTEGER PRIMARY KEY CHECK (id = 1),
    last    INTEGER NOT NULL,
    indexed INTEGER NOT NULL,
    starter TEXT
);
INSERT INTO changes VALUES (1, 0, 0, NULL);

-- `crawl` is opaque too; it is there while a harvest is under way or stopped half-way.
CREATE TABLE sources (
    name         TEXT PRIMARY KEY,
    enabled      INTEGER NOT NULL DEFAULT 1,
    asked_at     INTEGER,
    harvested_at INTEGER,
    problem      TEXT,
    crawl        BLOB
) WITHOUT ROWID;

CREATE TABLE searches (text TEXT PRIMARY KEY, kept_at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE opened (reference TEXT PRIMARY KEY, opened_at INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE tag_listings (
    reference   TEXT PRIMARY KEY,
    observed_at INTEGER NOT NULL,
    tags        BLOB NOT NULL
);

-- `picture` is NULL where it is known that there is none.
CREATE TABLE logos (
    reference   TEXT PRIMARY KEY,
    observed_at INTEGER NOT NULL,
    picture     BLOB
);
