-- A log's name has one key: another that says it is older must not come before it.
CREATE UNIQUE INDEX checkpoint_keys_by_origin ON checkpoint_keys (origin);

-- What verification found stands in the entries that tell of it. A row beside them would have to be believed.
DROP TABLE verifications;
