-- Sealed parts: AES-256-GCM blobs, bound by their associated data to this subject, record and part.
CREATE TABLE parts (
    subject_id  BLOB   NOT NULL,
    record_id   BLOB   NOT NULL,
    part        TEXT   NOT NULL,
    blob        BLOB   NOT NULL,
    audit_entry INTEGER NOT NULL,
    CONSTRAINT parts_key PRIMARY KEY (subject_id, record_id, part)
) STRICT;

-- Keyed digests for exact search: equal values give equal digests, nothing else can be learnt without the index key.
CREATE TABLE blind_indexes (
    field       TEXT   NOT NULL,
    digest      BLOB   NOT NULL,
    subject_id  BLOB   NOT NULL,
    audit_entry INTEGER NOT NULL,
    CONSTRAINT blind_indexes_key PRIMARY KEY (field, digest)
) STRICT;
CREATE INDEX blind_indexes_by_subject ON blind_indexes (subject_id);
