-- The capture of each input of a batch ($input_ids) that was loaded last.
SELECT
    input_id,
    arg_max(capture_id, load_no)     AS capture_id,
    arg_max(payload_sha256, load_no) AS payload_sha256,
    arg_max(captured_at, load_no)    AS captured_at,
    arg_max({f: archive_file, o: archive_offset, b: archive_bytes, a: article_id}, load_no) AS rest
FROM captures
SEMI JOIN (SELECT unnest($input_ids) AS input_id) USING (input_id)
GROUP BY input_id;
