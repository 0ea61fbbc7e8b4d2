-- Each key of each table stands once.
SELECT 'articles' AS in_table, article_id AS key, count(*) AS times
FROM articles SEMI JOIN checked_articles USING (article_id) GROUP BY ALL HAVING times > 1
UNION ALL
SELECT 'article_texts', text_id, count(*) AS times
FROM article_texts SEMI JOIN checked_texts USING (text_id) GROUP BY ALL HAVING times > 1
UNION ALL
SELECT 'article_versions', article_id || ' ' || version_no, count(*) AS times
FROM article_versions SEMI JOIN checked_articles USING (article_id) GROUP BY ALL HAVING times > 1
UNION ALL
SELECT 'sentences', text_id || ' ' || sentence_no, count(*) AS times
FROM sentences SEMI JOIN checked_texts USING (text_id) GROUP BY ALL HAVING times > 1
UNION ALL
SELECT 'mentions', article_id || ' ' || start_char || ' ' || end_char, count(*) AS times
FROM mentions SEMI JOIN checked_articles USING (article_id) GROUP BY ALL HAVING times > 1
UNION ALL
SELECT 'captures', capture_id, count(*) AS times
FROM captures SEMI JOIN checked_captures USING (capture_id) GROUP BY ALL HAVING times > 1
UNION ALL
SELECT 'runs', run_id, count(*) AS times
FROM runs SEMI JOIN checked_runs USING (run_id) GROUP BY ALL HAVING times > 1
UNION ALL
SELECT 'batches', batch_id, count(*) AS times
FROM batches SEMI JOIN checked_runs USING (run_id) GROUP BY ALL HAVING times > 1;
