-- Public content only: nothing here belongs to a person.
CREATE TABLE attractions (
    id         BLOB   NOT NULL CONSTRAINT attractions_key PRIMARY KEY,
    name       TEXT   NOT NULL CONSTRAINT attractions_name UNIQUE,
    created_at INTEGER NOT NULL
) STRICT;
