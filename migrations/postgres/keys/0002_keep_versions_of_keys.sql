-- Versions live side by side while keys are rotated: a purpose more (fingerprints), when a version was retired, several data
-- keys a subject.
ALTER TABLE wrapping_keys
    DROP CONSTRAINT wrapping_keys_purpose,
    ADD CONSTRAINT wrapping_keys_purpose CHECK (purpose IN ('data_keys', 'blind_indexes', 'fingerprints')),
    ADD COLUMN retired_at BIGINT,
    ADD COLUMN audit_entry BIGINT;

ALTER TABLE data_keys
    DROP CONSTRAINT data_keys_key,
    ADD CONSTRAINT data_keys_key PRIMARY KEY (subject_id, version);
CREATE INDEX data_keys_by_key_version ON data_keys (key_version, subject_id, version);

-- One rotation of each kind at a time, and how far it is.
CREATE TABLE rotations (
    kind        TEXT   NOT NULL CONSTRAINT rotations_key PRIMARY KEY CONSTRAINT rotations_kind CHECK (kind IN ('wrapping', 'data', 'index')),
    started_at  BIGINT NOT NULL,
    total       BIGINT NOT NULL,
    done        BIGINT NOT NULL,
    reached     UUID   NOT NULL,
    turned_at   BIGINT,
    finished_at BIGINT,
    audit_entry BIGINT NOT NULL
);

-- A key may only be wrapped by a version that is there, and that version may not go while it is needed. The lock, shared by
-- all who store data keys and taken alone by who ends something (here and in the next migration), orders the two: without it
-- each could miss the other's uncommitted rows. One lock a transaction, however many rows.
CREATE FUNCTION share_key_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(4855449);
    RETURN NULL;
END $$;

CREATE FUNCTION take_key_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(4855449);
    RETURN NULL;
END $$;

CREATE FUNCTION require_wrapping_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM wrapping_keys WHERE purpose = 'data_keys' AND version = NEW.key_version) THEN
        RAISE EXCEPTION 'the wrapping key is gone';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION refuse_other_subject() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a data key stays its subject''s';
END $$;

CREATE FUNCTION require_unused_wrapping_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.purpose = 'data_keys' AND EXISTS (SELECT 1 FROM data_keys WHERE key_version = OLD.version) THEN
        RAISE EXCEPTION 'data keys are still wrapped by this key';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER data_keys_lock BEFORE INSERT OR UPDATE ON data_keys
FOR EACH STATEMENT EXECUTE FUNCTION share_key_lock();
CREATE TRIGGER data_keys_wrapped BEFORE INSERT OR UPDATE OF key_version ON data_keys
FOR EACH ROW EXECUTE FUNCTION require_wrapping_key();
CREATE TRIGGER data_keys_stay_theirs BEFORE UPDATE OF subject_id, version ON data_keys
FOR EACH ROW EXECUTE FUNCTION refuse_other_subject();
CREATE TRIGGER wrapping_keys_lock BEFORE DELETE ON wrapping_keys
FOR EACH STATEMENT EXECUTE FUNCTION take_key_lock();
CREATE TRIGGER wrapping_keys_in_use BEFORE DELETE ON wrapping_keys
FOR EACH ROW EXECUTE FUNCTION require_unused_wrapping_key();
