-- The latest capture of each input of a batch ($input_ids) that the warehouse has.
SELECT
    input_id,
    arg_max(capture_id, captured_at)     AS capture_id,
    arg_max(payload_sha256, captured_at) AS payload_sha256,
    max(captured_at)                     AS captured_at,
    arg_max({f: archive_file, o: archive_offset, b: archive_bytes, a: article_id}, captured_at) AS rest
FROM captures
SEMI JOIN (SELECT unnest($input_ids) AS input_id) USING (input_id)
GROUP BY input_id;
