-- Entries of the audit log can be exported, as JSON Lines too.
ALTER TABLE exports DROP CONSTRAINT exports_data_set;
ALTER TABLE exports ADD CONSTRAINT exports_data_set CHECK (data_set IN ('orders', 'travellers', 'payments', 'entries'));
ALTER TABLE exports DROP CONSTRAINT exports_format;
ALTER TABLE exports ADD CONSTRAINT exports_format CHECK (format IN ('csv', 'xlsx', 'jsonl'));
