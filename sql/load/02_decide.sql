-- Which captures are new: not those that the warehouse has by id, nor those whose input had the same content in its latest
-- capture (two runs that read the same file at the same time).
CREATE OR REPLACE TEMP TABLE captured AS
WITH stored AS (
    SELECT input_id, arg_max(payload_sha256, load_no) AS sha256, arg_max(capture_id, load_no) AS capture_id
    FROM captures
    SEMI JOIN staged USING (input_id)
    GROUP BY input_id
),
ordered AS (
    SELECT
        staged.nr, staged.capture_id, staged.payload_sha256,
        coalesce(lag(staged.payload_sha256) OVER inputs, stored.sha256)  AS sha256_before,
        coalesce(lag(staged.capture_id) OVER inputs, stored.capture_id) AS capture_before,
        row_number() OVER (PARTITION BY staged.capture_id ORDER BY staged.nr) AS occurrence
    FROM staged
    LEFT JOIN stored USING (input_id)
    WHERE staged.capture_id IS NOT NULL
    WINDOW inputs AS (PARTITION BY staged.input_id ORDER BY staged.nr)
)
SELECT
    nr,
    CASE WHEN sha256_before = payload_sha256 THEN capture_before ELSE capture_id END AS capture_id,
    sha256_before IS DISTINCT FROM payload_sha256
        AND occurrence = 1
        AND capture_id NOT IN (SELECT capture_id FROM captures SEMI JOIN staged USING (capture_id)) AS is_new
FROM ordered;

-- What each staged article is to the version before it, which stands earlier in this load or in the warehouse.
CREATE OR REPLACE TEMP TABLE decided AS
WITH stored AS (
    SELECT
        article_id, text_id, version_no, published_on,
        hash(url, title, byline, source, language, published_at, published_on, published_from, published_reason) AS facts
    FROM articles
    SEMI JOIN (SELECT article_id FROM staged WHERE text_id IS NOT NULL) AS wanted USING (article_id)
),
compared AS (
    SELECT
        staged.nr, staged.article_id, staged.text_id, staged.facts,
        stored.version_no    AS stored_version,
        stored.published_on  AS stored_on,
        coalesce(lag(staged.text_id) OVER versions, stored.text_id) AS text_before,
        coalesce(lag(staged.facts) OVER versions, stored.facts)     AS facts_before
    FROM staged
    LEFT JOIN stored USING (article_id)
    WHERE staged.text_id IS NOT NULL
    WINDOW versions AS (PARTITION BY staged.article_id ORDER BY staged.nr)
),
classed AS (
    SELECT
        *,
        CASE
            WHEN text_before IS NULL THEN 'new'
            WHEN text_before <> text_id THEN 'changed'
            WHEN facts_before <> facts THEN 'updated'
            ELSE 'unchanged'
        END AS code
    FROM compared
)
SELECT
    nr, article_id, text_id, code, stored_version IS NOT NULL AS is_stored, stored_on,
    coalesce(stored_version, 0) + count(*) FILTER (code IN ('new', 'changed')) OVER (
        PARTITION BY article_id ORDER BY nr ROWS UNBOUNDED PRECEDING
    )                                                                         AS version_no,
    nr = max(nr) OVER (PARTITION BY article_id)                               AS is_last,
    bool_or(code <> 'unchanged') OVER (PARTITION BY article_id)               AS is_touched
FROM classed;
