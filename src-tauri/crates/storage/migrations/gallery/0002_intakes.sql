-- Listings that are taken in many at once are laid aside first, and moved among the others a few at a time
-- when all of them are here. `state` is `filling`, `whole` (all are here, some may be moved already) or
-- `left` (the program ended while it was filled: nothing of it counts).
CREATE TABLE intakes (id INTEGER PRIMARY KEY, state TEXT NOT NULL);

CREATE TABLE laid_aside (
    id          INTEGER PRIMARY KEY,
    intake      INTEGER NOT NULL,
    reference   TEXT NOT NULL,
    source      TEXT NOT NULL,
    starter     INTEGER NOT NULL,
    observed_at INTEGER,
    has_logo    INTEGER NOT NULL,
    record      BLOB NOT NULL
);
CREATE INDEX laid_aside_by_intake ON laid_aside (intake);

-- When the harvest that is under way was begun, and how many listings it has met since.
ALTER TABLE sources ADD COLUMN harvest_begun INTEGER;
ALTER TABLE sources ADD COLUMN harvest_met INTEGER NOT NULL DEFAULT 0;
