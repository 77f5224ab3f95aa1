-- Wrong codes of this login, whatever was sent again; a right one is taken off once it is known to be right.
ALTER TABLE logins ADD COLUMN wrong_codes INTEGER NOT NULL DEFAULT 0;
