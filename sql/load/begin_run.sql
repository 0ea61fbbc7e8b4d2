-- The row of a run, written with its first batch.
INSERT INTO runs BY NAME
SELECT
    $run_id AS run_id, $flow AS flow, 'running' AS status, $started_at AS started_at, $options AS options,
    $dateline_version AS dateline_version, $extract_version AS extract_version, $sentence_version AS sentence_version
WHERE $run_id NOT IN (SELECT run_id FROM runs);
