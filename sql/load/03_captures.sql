-- New captures, and the article of those that gave none, or another one, when they were read before.
INSERT INTO captures BY NAME
SELECT
    captured.capture_id,
    (SELECT coalesce(max(load_no), 0) FROM captures) + row_number() OVER (ORDER BY staged.nr) AS load_no,
    staged.input_id, staged.input_uri, staged.run_id, staged.captured_at, staged.media_type,
    staged.payload_bytes, staged.payload_sha256, staged.archive_file, staged.archive_offset, staged.archive_bytes,
    CASE WHEN staged.archive_file IS NULL THEN 'not_archived' END AS archive_reason,
    staged.source_file, staged.source_row, staged.article_id, staged.text_id
FROM staged
JOIN captured USING (nr)
WHERE captured.is_new
ORDER BY nr;

UPDATE captures
SET article_id = read_again.article_id, text_id = read_again.text_id
FROM (
    SELECT captured.capture_id, arg_max(staged.article_id, nr) AS article_id, arg_max(staged.text_id, nr) AS text_id
    FROM staged
    JOIN captured USING (nr)
    WHERE NOT captured.is_new AND staged.text_id IS NOT NULL
    GROUP BY captured.capture_id
) AS read_again
WHERE captures.capture_id = read_again.capture_id
  AND (captures.article_id, captures.text_id) IS DISTINCT FROM (read_again.article_id, read_again.text_id);
