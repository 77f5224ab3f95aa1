-- Who was erased. A tombstone is never taken away, and nobody under one gets a key again.
CREATE TABLE tombstones (
    subject_id  UUID   NOT NULL CONSTRAINT tombstones_key PRIMARY KEY,
    shredded_at BIGINT NOT NULL,
    swept_at    BIGINT,
    audit_entry BIGINT NOT NULL
);
CREATE INDEX tombstones_unswept ON tombstones (shredded_at) WHERE swept_at IS NULL;

CREATE FUNCTION refuse_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM tombstones WHERE subject_id = NEW.subject_id) THEN
        RAISE EXCEPTION 'this subject was erased';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_tombstone_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'tombstones stay';
END $$;

CREATE TRIGGER data_keys_not_erased BEFORE INSERT ON data_keys
FOR EACH ROW EXECUTE FUNCTION refuse_erased();
CREATE TRIGGER tombstones_lock BEFORE INSERT ON tombstones
FOR EACH STATEMENT EXECUTE FUNCTION take_key_lock();
CREATE TRIGGER tombstones_no_delete BEFORE DELETE OR TRUNCATE ON tombstones
FOR EACH STATEMENT EXECUTE FUNCTION refuse_tombstone_change();
CREATE TRIGGER tombstones_no_update BEFORE UPDATE OF subject_id, shredded_at, audit_entry ON tombstones
FOR EACH STATEMENT EXECUTE FUNCTION refuse_tombstone_change();
