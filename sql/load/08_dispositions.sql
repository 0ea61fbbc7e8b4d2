-- One row per input, with what the load decided; then the batches, so that none is loaded twice.
INSERT INTO dispositions BY NAME
SELECT
    staged.run_id, staged.input_id, staged.input_uri, coalesce(decided.code, staged.code) AS code, staged.detail,
    captured.capture_id, staged.article_id, staged.disposed_at
FROM staged
LEFT JOIN decided USING (nr)
LEFT JOIN captured USING (nr)
ORDER BY nr;

INSERT INTO batches BY NAME
SELECT batch_id, any_value(run_id) AS run_id, now() AS loaded_at, count(*) AS inputs
FROM staged
GROUP BY batch_id;
