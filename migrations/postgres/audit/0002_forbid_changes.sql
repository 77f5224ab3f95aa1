-- Append-only. Rights (no UPDATE, DELETE or TRUNCATE for the application's accounts) are the first wall; these triggers
-- stop the owner's mistakes too.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries are never changed or deleted';
END $$;

CREATE FUNCTION require_next_sequence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sequence <> (SELECT COALESCE(MAX(sequence), 0) + 1 FROM entries) THEN
        RAISE EXCEPTION 'audit entries are appended one after another';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER entries_next BEFORE INSERT ON entries
FOR EACH ROW EXECUTE FUNCTION require_next_sequence();

CREATE TRIGGER entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER entry_subjects_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entry_subjects
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
