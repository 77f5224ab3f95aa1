-- Keys that wrap keys and the key of the blind indexes, wrapped by the key service.
CREATE TABLE wrapping_keys (
    purpose    TEXT   NOT NULL CONSTRAINT wrapping_keys_purpose CHECK (purpose IN ('data_keys', 'blind_indexes')),
    version    BIGINT NOT NULL,
    wrapped    BYTEA  NOT NULL,
    created_at BIGINT NOT NULL,
    CONSTRAINT wrapping_keys_key PRIMARY KEY (purpose, version)
);

-- One data key a subject, wrapped by the wrapping key of that version.
CREATE TABLE data_keys (
    subject_id   UUID   NOT NULL CONSTRAINT data_keys_key PRIMARY KEY,
    version      BIGINT NOT NULL,
    key_version  BIGINT NOT NULL,
    wrapped      BYTEA  NOT NULL,
    created_at   BIGINT NOT NULL,
    audit_entry  BIGINT NOT NULL
);
