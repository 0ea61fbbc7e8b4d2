-- The recogniser of the run, known as soon as it has recognised something.
UPDATE runs
SET mention_version = recognised.mention_version
FROM (SELECT run_id, min(mention_version) AS mention_version FROM staged GROUP BY run_id) AS recognised
WHERE runs.run_id = recognised.run_id AND runs.mention_version IS NULL;
