-- The last checkpoint of the log of each name, beside the audit store and not in it: a log that was put back to an earlier state,
-- or taken away, is known for it.
CREATE TABLE signed_logs (
    name        TEXT    NOT NULL CONSTRAINT signed_logs_key PRIMARY KEY,
    size        INTEGER NOT NULL,
    note        TEXT    NOT NULL,
    at          INTEGER NOT NULL,
    audit_entry INTEGER NOT NULL
) STRICT;

CREATE TRIGGER signed_logs_grow BEFORE UPDATE ON signed_logs
WHEN NEW.name <> OLD.name OR NEW.size <= OLD.size
BEGIN SELECT RAISE(ABORT, 'a log only grows'); END;
CREATE TRIGGER signed_logs_no_delete BEFORE DELETE ON signed_logs
BEGIN SELECT RAISE(ABORT, 'what was signed is never forgotten'); END;
CREATE TRIGGER signed_logs_no_replace BEFORE INSERT ON signed_logs
WHEN EXISTS (SELECT 1 FROM signed_logs WHERE name = NEW.name AND size >= NEW.size)
BEGIN SELECT RAISE(ABORT, 'a log only grows'); END;
