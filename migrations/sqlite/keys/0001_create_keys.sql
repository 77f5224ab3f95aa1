-- Keys that wrap keys and the key of the blind indexes, wrapped by the key service.
CREATE TABLE wrapping_keys (
    purpose    TEXT   NOT NULL CONSTRAINT wrapping_keys_purpose CHECK (purpose IN ('data_keys', 'blind_indexes')),
    version    INTEGER NOT NULL,
    wrapped    BLOB   NOT NULL,
    created_at INTEGER NOT NULL,
    CONSTRAINT wrapping_keys_key PRIMARY KEY (purpose, version)
) STRICT;

-- One data key a subject, wrapped by the wrapping key of that version.
CREATE TABLE data_keys (
    subject_id   BLOB   NOT NULL CONSTRAINT data_keys_key PRIMARY KEY,
    version      INTEGER NOT NULL,
    key_version  INTEGER NOT NULL,
    wrapped      BLOB   NOT NULL,
    created_at   INTEGER NOT NULL,
    audit_entry  INTEGER NOT NULL
) STRICT;
