-- The end of a run. $inputs is what the run itself counted, NULL where it was stopped before it had seen everything.
UPDATE runs
SET
    status = $status,
    finished_at = $finished_at,
    inputs = coalesce($inputs, counted.inputs),
    loaded = counted.loaded,
    skipped = counted.skipped,
    failed = counted.failed
FROM (
    SELECT
        count(*) AS inputs,
        count(*) FILTER (outcome = 'loaded')  AS loaded,
        count(*) FILTER (outcome = 'skipped') AS skipped,
        count(*) FILTER (outcome = 'failed')  AS failed
    FROM dispositions
    JOIN disposition_codes USING (code)
    WHERE run_id = $run_id
) AS counted
WHERE runs.run_id = $run_id AND runs.status <> 'completed';
