-- Which version of the index key made a digest: while it is rotated, there is one row under each.
ALTER TABLE blind_indexes ADD COLUMN key_version BIGINT NOT NULL DEFAULT 1;
CREATE INDEX blind_indexes_by_key_version ON blind_indexes (key_version, subject_id);

-- Who was erased, on this side too: what is still on its way when somebody is erased finds no place any more.
CREATE TABLE erased (
    subject_id  UUID   NOT NULL CONSTRAINT erased_key PRIMARY KEY,
    erased_at   BIGINT NOT NULL,
    audit_entry BIGINT NOT NULL
);

-- The lock, shared by all who store and taken alone by who erases, orders the two: without it each could miss the other's
-- uncommitted rows. One lock a transaction, however many rows.
CREATE FUNCTION share_erasure_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4855450);
    RETURN NULL;
END $$;

CREATE FUNCTION take_erasure_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4855450);
    RETURN NULL;
END $$;

CREATE FUNCTION refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM erased WHERE subject_id = NEW.subject_id) THEN
        RAISE EXCEPTION 'this subject was erased';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_erased_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'tombstones stay';
END $$;

CREATE TRIGGER parts_lock BEFORE INSERT ON parts
FOR EACH STATEMENT EXECUTE FUNCTION share_erasure_lock();
CREATE TRIGGER parts_not_erased BEFORE INSERT ON parts
FOR EACH ROW EXECUTE FUNCTION refuse_erased();
CREATE TRIGGER blind_indexes_lock BEFORE INSERT ON blind_indexes
FOR EACH STATEMENT EXECUTE FUNCTION share_erasure_lock();
CREATE TRIGGER blind_indexes_not_erased BEFORE INSERT ON blind_indexes
FOR EACH ROW EXECUTE FUNCTION refuse_erased();
CREATE TRIGGER erased_lock BEFORE INSERT ON erased
FOR EACH STATEMENT EXECUTE FUNCTION take_erasure_lock();
CREATE TRIGGER erased_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON erased
FOR EACH STATEMENT EXECUTE FUNCTION refuse_erased_change();
