-- Versions live side by side while keys are rotated: a purpose more (fingerprints), when a version was retired, several data
-- keys a subject.
CREATE TABLE new_wrapping_keys (
    purpose     TEXT    NOT NULL CONSTRAINT wrapping_keys_purpose CHECK (purpose IN ('data_keys', 'blind_indexes', 'fingerprints')),
    version     INTEGER NOT NULL,
    wrapped     BLOB    NOT NULL,
    created_at  INTEGER NOT NULL,
    retired_at  INTEGER,
    audit_entry INTEGER,
    CONSTRAINT wrapping_keys_key PRIMARY KEY (purpose, version)
) STRICT;
INSERT INTO new_wrapping_keys (purpose, version, wrapped, created_at) SELECT purpose, version, wrapped, created_at FROM wrapping_keys;
DROP TABLE wrapping_keys;
ALTER TABLE new_wrapping_keys RENAME TO wrapping_keys;

CREATE TABLE new_data_keys (
    subject_id   BLOB    NOT NULL,
    version      INTEGER NOT NULL,
    key_version  INTEGER NOT NULL,
    wrapped      BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    audit_entry  INTEGER NOT NULL,
    CONSTRAINT data_keys_key PRIMARY KEY (subject_id, version)
) STRICT;
INSERT INTO new_data_keys SELECT subject_id, version, key_version, wrapped, created_at, audit_entry FROM data_keys;
DROP TABLE data_keys;
ALTER TABLE new_data_keys RENAME TO data_keys;
CREATE INDEX data_keys_by_key_version ON data_keys (key_version, subject_id, version);

-- One rotation of each kind at a time, and how far it is.
CREATE TABLE rotations (
    kind        TEXT    NOT NULL CONSTRAINT rotations_key PRIMARY KEY CONSTRAINT rotations_kind CHECK (kind IN ('wrapping', 'data', 'index')),
    started_at  INTEGER NOT NULL,
    total       INTEGER NOT NULL,
    done        INTEGER NOT NULL,
    reached     BLOB    NOT NULL,
    turned_at   INTEGER,
    finished_at INTEGER,
    audit_entry INTEGER NOT NULL
) STRICT;

-- A key may only be wrapped by a version that is there, and that version may not go while it is needed.
CREATE TRIGGER data_keys_insert_wrapped BEFORE INSERT ON data_keys
WHEN NOT EXISTS (SELECT 1 FROM wrapping_keys WHERE purpose = 'data_keys' AND version = NEW.key_version)
BEGIN SELECT RAISE(ABORT, 'the wrapping key is gone'); END;

CREATE TRIGGER data_keys_update_wrapped BEFORE UPDATE OF key_version ON data_keys
WHEN NOT EXISTS (SELECT 1 FROM wrapping_keys WHERE purpose = 'data_keys' AND version = NEW.key_version)
BEGIN SELECT RAISE(ABORT, 'the wrapping key is gone'); END;

CREATE TRIGGER data_keys_stay_theirs BEFORE UPDATE OF subject_id, version ON data_keys
BEGIN SELECT RAISE(ABORT, 'a data key stays its subject''s'); END;

CREATE TRIGGER wrapping_keys_in_use BEFORE DELETE ON wrapping_keys
WHEN OLD.purpose = 'data_keys' AND EXISTS (SELECT 1 FROM data_keys WHERE key_version = OLD.version)
BEGIN SELECT RAISE(ABORT, 'data keys are still wrapped by this key'); END;
