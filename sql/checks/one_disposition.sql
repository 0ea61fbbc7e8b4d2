-- Each input of a run has exactly one disposition, with a code that exists, and the counts of the run agree.
SELECT run_id, input_id AS about, count(*) AS times, 'several dispositions' AS problem
FROM dispositions SEMI JOIN checked_runs USING (run_id) GROUP BY ALL HAVING times > 1
UNION ALL
SELECT run_id, code, count(*), 'unknown code'
FROM dispositions SEMI JOIN checked_runs USING (run_id) ANTI JOIN disposition_codes USING (code) GROUP BY ALL
UNION ALL
SELECT runs.run_id, runs.inputs::VARCHAR, count(dispositions.run_id), 'inputs without a disposition'
FROM runs
SEMI JOIN checked_runs USING (run_id)
LEFT JOIN dispositions ON dispositions.run_id = runs.run_id
WHERE runs.status = 'completed'
GROUP BY ALL
HAVING count(dispositions.run_id) <> runs.inputs;
