-- Who asked for a login, so that a stranger's new ones never push out somebody else's.
ALTER TABLE logins ADD COLUMN address TEXT NOT NULL DEFAULT '';

-- A code that was asked for and not sent: it counts for the address that asked, not for the phone.
ALTER TABLE sms_sends ADD COLUMN held_back INTEGER NOT NULL DEFAULT 0;
