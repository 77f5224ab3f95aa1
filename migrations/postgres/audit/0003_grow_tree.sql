-- The chain gives way to a Merkle tree (RFC 6962 section 2.1): each row carries the tree's head after it, so that the head
-- advances in the transaction that adds the entries. Only entries from before this migration have none.
DROP TRIGGER entries_no_change ON entries;
ALTER TABLE entries DROP COLUMN chain;
ALTER TABLE entries ADD COLUMN root BYTEA;

-- Who saw what from where, by index.
ALTER TABLE entries ADD COLUMN address TEXT;
UPDATE entries SET address = convert_from(body, 'UTF8')::jsonb ->> 'address';
CREATE INDEX entries_by_address ON entries (address, sequence);

-- Heads of full subtrees of 256^level entries, so that a proof reads a few hundred hashes however long the log is.
CREATE TABLE tree_nodes (
    level    BIGINT NOT NULL CONSTRAINT tree_nodes_level CHECK (level BETWEEN 1 AND 7),
    position BIGINT NOT NULL CONSTRAINT tree_nodes_position CHECK (position >= 0),
    hash     BYTEA  NOT NULL,
    CONSTRAINT tree_nodes_key PRIMARY KEY (level, position)
);

-- Signed heads of the tree (C2SP tlog-checkpoint), and the keys that sign them.
CREATE TABLE checkpoint_keys (
    id          UUID   NOT NULL CONSTRAINT checkpoint_keys_key PRIMARY KEY,
    origin      TEXT   NOT NULL,
    public_key  BYTEA  NOT NULL,
    created_at  BIGINT NOT NULL,
    audit_entry BIGINT NOT NULL
);
CREATE TABLE checkpoints (
    size        BIGINT NOT NULL CONSTRAINT checkpoints_key PRIMARY KEY,
    at          BIGINT NOT NULL,
    note        TEXT   NOT NULL,
    audit_entry BIGINT NOT NULL
);
CREATE INDEX checkpoints_by_time ON checkpoints (at);
CREATE TABLE checkpoint_deliveries (
    size         BIGINT NOT NULL CONSTRAINT checkpoint_deliveries_checkpoint REFERENCES checkpoints (size),
    destination  TEXT   NOT NULL,
    at           BIGINT NOT NULL,
    signatures   TEXT   NOT NULL,
    audit_entry  BIGINT NOT NULL,
    CONSTRAINT checkpoint_deliveries_key PRIMARY KEY (size, destination)
);

-- What verification by Hufu itself found, and against which checkpoint.
CREATE TABLE verifications (
    at          BIGINT NOT NULL CONSTRAINT verifications_key PRIMARY KEY,
    size        BIGINT NOT NULL,
    checkpoint  BIGINT,
    broken_at   BIGINT,
    failure     TEXT,
    audit_entry BIGINT NOT NULL
);

-- Retention: up to which entry bodies were removed, under which entry, and the leaf hashes that stay.
CREATE TABLE prunings (
    through     BIGINT NOT NULL CONSTRAINT prunings_key PRIMARY KEY,
    cutoff      BIGINT NOT NULL,
    at          BIGINT NOT NULL,
    audit_entry BIGINT NOT NULL
);
CREATE TABLE pruned_leaves (
    sequence BIGINT NOT NULL CONSTRAINT pruned_leaves_key PRIMARY KEY,
    leaf     BYTEA  NOT NULL
);

-- An entry goes only when six calendar months passed by the database's own clock (Cybersecurity Law, article 23(3)), a
-- pruning names it, and its leaf hash was kept.
CREATE FUNCTION six_months_ago() RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT CAST(extract(epoch FROM now() - interval '6 months') * 1000000 AS bigint)
$$;

CREATE FUNCTION require_pruning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.at > six_months_ago()
        OR OLD.sequence > COALESCE((SELECT MAX(through) FROM prunings), 0)
        OR NOT EXISTS (SELECT 1 FROM pruned_leaves kept WHERE kept.sequence = OLD.sequence AND kept.leaf = OLD.leaf) THEN
        RAISE EXCEPTION 'audit entries are kept for six months, and removed only by pruning';
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION require_pruning_of_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sequence > COALESCE((SELECT MAX(through) FROM prunings), 0)
        OR EXISTS (SELECT 1 FROM entries WHERE sequence = OLD.sequence AND at > six_months_ago()) THEN
        RAISE EXCEPTION 'audit entries are kept for six months, and removed only by pruning';
    END IF;
    RETURN OLD;
END $$;

CREATE FUNCTION require_later_pruning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.through <= COALESCE((SELECT MAX(through) FROM prunings), 0) OR NEW.cutoff > six_months_ago() THEN
        RAISE EXCEPTION 'a pruning goes on from the last one, and leaves six months';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION require_next_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM pruned_leaves)
        OR NEW.sequence > COALESCE((SELECT MAX(through) FROM prunings), 0)
        OR NOT EXISTS (SELECT 1 FROM entries WHERE sequence = NEW.sequence AND leaf = NEW.leaf) THEN
        RAISE EXCEPTION 'a leaf is kept when its entry is pruned, in order';
    END IF;
    RETURN NEW;
END $$;

-- Removes a run of entries with the owner's right, so that the writer's account needs no right to delete.
CREATE FUNCTION prune_entries(first bigint, last bigint) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER AS $$
BEGIN
    INSERT INTO pruned_leaves (sequence, leaf)
        SELECT sequence, leaf FROM entries WHERE sequence >= first AND sequence <= last ORDER BY sequence;
    DELETE FROM entry_subjects WHERE sequence >= first AND sequence <= last;
    DELETE FROM entries WHERE sequence >= first AND sequence <= last;
END $$;

CREATE TRIGGER entries_no_change BEFORE UPDATE OR TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_kept BEFORE DELETE ON entries
FOR EACH ROW EXECUTE FUNCTION require_pruning();

DROP TRIGGER entry_subjects_no_change ON entry_subjects;
CREATE TRIGGER entry_subjects_no_change BEFORE UPDATE OR TRUNCATE ON entry_subjects
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entry_subjects_kept BEFORE DELETE ON entry_subjects
FOR EACH ROW EXECUTE FUNCTION require_pruning_of_entry();

CREATE TRIGGER prunings_next BEFORE INSERT ON prunings
FOR EACH ROW EXECUTE FUNCTION require_later_pruning();
CREATE TRIGGER pruned_leaves_next BEFORE INSERT ON pruned_leaves
FOR EACH ROW EXECUTE FUNCTION require_next_leaf();

CREATE TRIGGER tree_nodes_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON tree_nodes
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_keys_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint_keys
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoints_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoints
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoint_deliveries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON checkpoint_deliveries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER verifications_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON verifications
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER prunings_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON prunings
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE TRIGGER pruned_leaves_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON pruned_leaves
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Whoever may make temporary tables must not put one in front of ours: names are looked up here, and there last.
ALTER FUNCTION refuse_change() SET search_path = public, pg_temp;
ALTER FUNCTION require_next_sequence() SET search_path = public, pg_temp;
ALTER FUNCTION six_months_ago() SET search_path = public, pg_temp;
ALTER FUNCTION require_pruning() SET search_path = public, pg_temp;
ALTER FUNCTION require_pruning_of_entry() SET search_path = public, pg_temp;
ALTER FUNCTION require_later_pruning() SET search_path = public, pg_temp;
ALTER FUNCTION require_next_leaf() SET search_path = public, pg_temp;
ALTER FUNCTION prune_entries(bigint, bigint) SET search_path = public, pg_temp;
