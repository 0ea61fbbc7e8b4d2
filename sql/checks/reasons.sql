-- What is unknown says why: a missing date and a missing archive copy have a reason, a known one has none.
SELECT 'articles.published_on' AS about, article_id AS id
FROM articles SEMI JOIN checked_articles USING (article_id)
WHERE (published_on IS NULL) <> (published_reason IS NOT NULL) OR (published_on IS NULL) <> (published_from IS NULL)
UNION ALL
SELECT 'captures.archive_file', capture_id
FROM captures SEMI JOIN checked_captures USING (capture_id)
WHERE (archive_file IS NULL) <> (archive_reason IS NOT NULL);
