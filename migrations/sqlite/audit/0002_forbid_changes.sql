-- Append-only. The insert trigger refuses any sequence but the next, because INSERT OR REPLACE
-- deletes without firing delete triggers unless recursive_triggers is on.
CREATE TRIGGER entries_next BEFORE INSERT ON entries
WHEN NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM entries)
BEGIN SELECT RAISE(ABORT, 'audit entries are appended one after another'); END;

CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;

CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END;

CREATE TRIGGER entry_subjects_no_update BEFORE UPDATE ON entry_subjects
BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END;

CREATE TRIGGER entry_subjects_no_delete BEFORE DELETE ON entry_subjects
BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END;
