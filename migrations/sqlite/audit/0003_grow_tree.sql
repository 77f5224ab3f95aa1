-- The chain gives way to a Merkle tree (RFC 6962 section 2.1): each row carries the tree's head after it, so that the head
-- advances in the transaction that adds the entries. Only entries from before this migration have none.
DROP TRIGGER entries_no_update;
ALTER TABLE entries DROP COLUMN chain;
ALTER TABLE entries ADD COLUMN root BLOB;

-- Who saw what from where, by index.
ALTER TABLE entries ADD COLUMN address TEXT;
UPDATE entries SET address = json_extract(CAST(body AS TEXT), '$.address');
CREATE INDEX entries_by_address ON entries (address, sequence);

CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;

-- Heads of full subtrees of 256^level entries, so that a proof reads a few hundred hashes however long the log is.
CREATE TABLE tree_nodes (
    level    INTEGER NOT NULL CONSTRAINT tree_nodes_level CHECK (level BETWEEN 1 AND 7),
    position INTEGER NOT NULL CONSTRAINT tree_nodes_position CHECK (position >= 0),
    hash     BLOB    NOT NULL,
    CONSTRAINT tree_nodes_key PRIMARY KEY (level, position)
) STRICT;

-- Signed heads of the tree (C2SP tlog-checkpoint), and the keys that sign them.
CREATE TABLE checkpoint_keys (
    id          BLOB    NOT NULL CONSTRAINT checkpoint_keys_key PRIMARY KEY,
    origin      TEXT    NOT NULL,
    public_key  BLOB    NOT NULL,
    created_at  INTEGER NOT NULL,
    audit_entry INTEGER NOT NULL
) STRICT;
CREATE TABLE checkpoints (
    size        INTEGER NOT NULL CONSTRAINT checkpoints_key PRIMARY KEY,
    at          INTEGER NOT NULL,
    note        TEXT    NOT NULL,
    audit_entry INTEGER NOT NULL
) STRICT;
CREATE INDEX checkpoints_by_time ON checkpoints (at);
CREATE TABLE checkpoint_deliveries (
    size         INTEGER NOT NULL CONSTRAINT checkpoint_deliveries_checkpoint REFERENCES checkpoints (size),
    destination  TEXT    NOT NULL,
    at           INTEGER NOT NULL,
    signatures   TEXT    NOT NULL,
    audit_entry  INTEGER NOT NULL,
    CONSTRAINT checkpoint_deliveries_key PRIMARY KEY (size, destination)
) STRICT;

-- What verification by Hufu itself found, and against which checkpoint.
CREATE TABLE verifications (
    at          INTEGER NOT NULL CONSTRAINT verifications_key PRIMARY KEY,
    size        INTEGER NOT NULL,
    checkpoint  INTEGER,
    broken_at   INTEGER,
    failure     TEXT,
    audit_entry INTEGER NOT NULL
) STRICT;

-- Retention: up to which entry bodies were removed, under which entry, and the leaf hashes that stay.
CREATE TABLE prunings (
    through     INTEGER NOT NULL CONSTRAINT prunings_key PRIMARY KEY,
    cutoff      INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    audit_entry INTEGER NOT NULL
) STRICT;
CREATE TABLE pruned_leaves (
    sequence INTEGER NOT NULL CONSTRAINT pruned_leaves_key PRIMARY KEY,
    leaf     BLOB    NOT NULL
) STRICT;

-- An entry goes only when six calendar months passed by the database's own clock (Cybersecurity Law, article 23(3)), a
-- pruning names it, and its leaf hash was kept.
DROP TRIGGER entries_no_delete;
CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
WHEN OLD.at > unixepoch('now', '-6 months') * 1000000
  OR OLD.sequence > COALESCE((SELECT MAX(through) FROM prunings), 0)
  OR NOT EXISTS (SELECT 1 FROM pruned_leaves kept WHERE kept.sequence = OLD.sequence AND kept.leaf = OLD.leaf)
BEGIN SELECT RAISE(ABORT, 'audit entries are kept for six months, and removed only by pruning'); END;

DROP TRIGGER entry_subjects_no_delete;
CREATE TRIGGER entry_subjects_no_delete BEFORE DELETE ON entry_subjects
WHEN OLD.sequence > COALESCE((SELECT MAX(through) FROM prunings), 0)
  OR EXISTS (SELECT 1 FROM entries WHERE sequence = OLD.sequence AND at > unixepoch('now', '-6 months') * 1000000)
BEGIN SELECT RAISE(ABORT, 'audit entries are kept for six months, and removed only by pruning'); END;

CREATE TRIGGER prunings_next BEFORE INSERT ON prunings
WHEN NEW.through <= COALESCE((SELECT MAX(through) FROM prunings), 0)
  OR NEW.cutoff > unixepoch('now', '-6 months') * 1000000
BEGIN SELECT RAISE(ABORT, 'a pruning goes on from the last one, and leaves six months'); END;

CREATE TRIGGER pruned_leaves_next BEFORE INSERT ON pruned_leaves
WHEN NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM pruned_leaves)
  OR NEW.sequence > COALESCE((SELECT MAX(through) FROM prunings), 0)
  OR NOT EXISTS (SELECT 1 FROM entries WHERE sequence = NEW.sequence AND leaf = NEW.leaf)
BEGIN SELECT RAISE(ABORT, 'a leaf is kept when its entry is pruned, in order'); END;

CREATE TRIGGER tree_nodes_no_update BEFORE UPDATE ON tree_nodes
BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;
CREATE TRIGGER tree_nodes_no_delete BEFORE DELETE ON tree_nodes
BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;
CREATE TRIGGER checkpoint_keys_no_update BEFORE UPDATE ON checkpoint_keys
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER checkpoint_keys_no_delete BEFORE DELETE ON checkpoint_keys
BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
CREATE TRIGGER checkpoints_no_update BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER checkpoints_no_delete BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
CREATE TRIGGER checkpoint_deliveries_no_update BEFORE UPDATE ON checkpoint_deliveries
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER checkpoint_deliveries_no_delete BEFORE DELETE ON checkpoint_deliveries
BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
CREATE TRIGGER verifications_no_update BEFORE UPDATE ON verifications
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER verifications_no_delete BEFORE DELETE ON verifications
BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
CREATE TRIGGER prunings_no_update BEFORE UPDATE ON prunings
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER prunings_no_delete BEFORE DELETE ON prunings
BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;
CREATE TRIGGER pruned_leaves_no_update BEFORE UPDATE ON pruned_leaves
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER pruned_leaves_no_delete BEFORE DELETE ON pruned_leaves
BEGIN SELECT RAISE(ABORT, 'evidence is never deleted'); END;

-- INSERT OR REPLACE deletes without firing delete triggers unless recursive_triggers is on; whoever opens the file decides that.
CREATE TRIGGER tree_nodes_no_replace BEFORE INSERT ON tree_nodes
WHEN EXISTS (SELECT 1 FROM tree_nodes WHERE level = NEW.level AND position = NEW.position)
BEGIN SELECT RAISE(ABORT, 'the tree only grows'); END;
CREATE TRIGGER checkpoint_keys_no_replace BEFORE INSERT ON checkpoint_keys
WHEN EXISTS (SELECT 1 FROM checkpoint_keys WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER checkpoints_no_replace BEFORE INSERT ON checkpoints
WHEN EXISTS (SELECT 1 FROM checkpoints WHERE size = NEW.size)
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER checkpoint_deliveries_no_replace BEFORE INSERT ON checkpoint_deliveries
WHEN EXISTS (SELECT 1 FROM checkpoint_deliveries WHERE size = NEW.size AND destination = NEW.destination)
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
CREATE TRIGGER verifications_no_replace BEFORE INSERT ON verifications
WHEN EXISTS (SELECT 1 FROM verifications WHERE at = NEW.at)
BEGIN SELECT RAISE(ABORT, 'evidence is never changed'); END;
