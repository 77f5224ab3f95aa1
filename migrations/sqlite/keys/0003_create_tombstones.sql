-- Who was erased. A tombstone is never taken away, and nobody under one gets a key again.
CREATE TABLE tombstones (
    subject_id  BLOB    NOT NULL CONSTRAINT tombstones_key PRIMARY KEY,
    shredded_at INTEGER NOT NULL,
    swept_at    INTEGER,
    audit_entry INTEGER NOT NULL
) STRICT;
CREATE INDEX tombstones_unswept ON tombstones (shredded_at) WHERE swept_at IS NULL;

CREATE TRIGGER data_keys_not_erased BEFORE INSERT ON data_keys
WHEN EXISTS (SELECT 1 FROM tombstones WHERE subject_id = NEW.subject_id)
BEGIN SELECT RAISE(ABORT, 'this subject was erased'); END;

CREATE TRIGGER tombstones_no_delete BEFORE DELETE ON tombstones
BEGIN SELECT RAISE(ABORT, 'tombstones stay'); END;

CREATE TRIGGER tombstones_no_update BEFORE UPDATE OF subject_id, shredded_at, audit_entry ON tombstones
BEGIN SELECT RAISE(ABORT, 'tombstones stay'); END;
