-- The staged rows ($files) of batches that were never loaded, in order. A batch whose file outlived its load is left out.
CREATE OR REPLACE TEMP TABLE staged AS
SELECT
    *,
    row_number() OVER (ORDER BY batch_id, seq) AS nr,
    hash(url, title, byline, source, language, published_at, published_on, published_from, published_reason) AS facts
FROM read_parquet($files)
ANTI JOIN batches USING (batch_id);
