-- Which version of the index key made a digest: while it is rotated, there is one row under each.
ALTER TABLE blind_indexes ADD COLUMN key_version INTEGER NOT NULL DEFAULT 1;
CREATE INDEX blind_indexes_by_key_version ON blind_indexes (key_version, subject_id);

-- Who was erased, on this side too: what is still on its way when somebody is erased finds no place any more.
CREATE TABLE erased (
    subject_id  BLOB    NOT NULL CONSTRAINT erased_key PRIMARY KEY,
    erased_at   INTEGER NOT NULL,
    audit_entry INTEGER NOT NULL
) STRICT;

CREATE TRIGGER parts_not_erased BEFORE INSERT ON parts
WHEN EXISTS (SELECT 1 FROM erased WHERE subject_id = NEW.subject_id)
BEGIN SELECT RAISE(ABORT, 'this subject was erased'); END;

CREATE TRIGGER blind_indexes_not_erased BEFORE INSERT ON blind_indexes
WHEN EXISTS (SELECT 1 FROM erased WHERE subject_id = NEW.subject_id)
BEGIN SELECT RAISE(ABORT, 'this subject was erased'); END;

CREATE TRIGGER erased_no_delete BEFORE DELETE ON erased
BEGIN SELECT RAISE(ABORT, 'tombstones stay'); END;

CREATE TRIGGER erased_no_update BEFORE UPDATE ON erased
BEGIN SELECT RAISE(ABORT, 'tombstones stay'); END;
