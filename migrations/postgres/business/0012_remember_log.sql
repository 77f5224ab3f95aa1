-- The last checkpoint of the log of each name, beside the audit store and not in it: a log that was put back to an earlier state,
-- or taken away, is known for it.
CREATE TABLE signed_logs (
    name        TEXT   NOT NULL CONSTRAINT signed_logs_key PRIMARY KEY,
    size        BIGINT NOT NULL,
    note        TEXT   NOT NULL,
    at          BIGINT NOT NULL,
    audit_entry BIGINT NOT NULL
);

CREATE FUNCTION refuse_forgotten_log() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was signed of a log is never forgotten';
END $$;

CREATE TRIGGER signed_logs_grow BEFORE UPDATE ON signed_logs
FOR EACH ROW WHEN (NEW.name <> OLD.name OR NEW.size <= OLD.size) EXECUTE FUNCTION refuse_forgotten_log();
CREATE TRIGGER signed_logs_no_delete BEFORE DELETE OR TRUNCATE ON signed_logs
FOR EACH STATEMENT EXECUTE FUNCTION refuse_forgotten_log();
