-- What the last start saw of configuration and policy, so that the next one can enter what changed. Of a setting only a digest
-- under the vault's key is kept.
CREATE TABLE settings_seen (
    name        TEXT   NOT NULL CONSTRAINT settings_seen_key PRIMARY KEY,
    digest      BLOB   NOT NULL,
    audit_entry INTEGER NOT NULL
) STRICT;

CREATE TABLE policy_seen (
    role        TEXT   NOT NULL,
    permission  TEXT   NOT NULL,
    scope       TEXT   NOT NULL CONSTRAINT policy_seen_scope CHECK (scope IN ('all', 'own')),
    audit_entry INTEGER NOT NULL,
    CONSTRAINT policy_seen_key PRIMARY KEY (role, permission)
) STRICT;
