-- Manifests that an index names and the registry said it does not have.
CREATE TABLE missing_manifests (
    repository  INTEGER NOT NULL REFERENCES repositories(id) ON DELETE CASCADE,
    digest      TEXT NOT NULL,
    observed_at INTEGER NOT NULL,
    PRIMARY KEY (repository, digest)
) WITHOUT ROWID;
