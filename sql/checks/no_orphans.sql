-- Every row that names another row finds it.
SELECT 'articles.text_id' AS reference, text_id AS missing
FROM articles SEMI JOIN checked_articles USING (article_id) ANTI JOIN article_texts USING (text_id)
UNION ALL
SELECT 'articles.capture_id', capture_id
FROM articles SEMI JOIN checked_articles USING (article_id) ANTI JOIN captures USING (capture_id)
UNION ALL
SELECT 'articles, its version', article_id
FROM articles SEMI JOIN checked_articles USING (article_id) ANTI JOIN article_versions USING (article_id, version_no, text_id)
UNION ALL
SELECT 'article_versions.text_id', text_id
FROM article_versions SEMI JOIN checked_articles USING (article_id) ANTI JOIN article_texts USING (text_id)
UNION ALL
SELECT 'article_versions.capture_id', capture_id
FROM article_versions SEMI JOIN checked_articles USING (article_id) ANTI JOIN captures USING (capture_id)
UNION ALL
SELECT 'sentences.text_id', text_id
FROM sentences SEMI JOIN checked_texts USING (text_id) ANTI JOIN article_texts USING (text_id)
UNION ALL
SELECT 'captures.text_id', text_id
FROM captures SEMI JOIN checked_captures USING (capture_id) ANTI JOIN article_texts USING (text_id)
WHERE text_id IS NOT NULL
UNION ALL
SELECT 'mentions, the current text', article_id
FROM mentions ANTI JOIN articles USING (article_id, text_id)
WHERE article_id IN (FROM checked_articles) OR article_id NOT IN (SELECT article_id FROM articles)
UNION ALL
SELECT 'captures.article_id', article_id
FROM captures SEMI JOIN checked_captures USING (capture_id) ANTI JOIN articles USING (article_id)
WHERE article_id IS NOT NULL
UNION ALL
SELECT 'dispositions.capture_id', capture_id
FROM dispositions SEMI JOIN checked_runs USING (run_id) ANTI JOIN captures USING (capture_id)
WHERE capture_id IS NOT NULL
UNION ALL
SELECT 'dispositions.article_id', article_id
FROM dispositions SEMI JOIN checked_runs USING (run_id) ANTI JOIN articles USING (article_id)
WHERE article_id IS NOT NULL
UNION ALL
SELECT 'dispositions.run_id', run_id
FROM dispositions SEMI JOIN checked_runs USING (run_id) ANTI JOIN runs USING (run_id)
UNION ALL
SELECT 'captures.run_id', run_id
FROM captures SEMI JOIN checked_runs USING (run_id) ANTI JOIN runs USING (run_id)
UNION ALL
SELECT 'batches.run_id', run_id
FROM batches SEMI JOIN checked_runs USING (run_id) ANTI JOIN runs USING (run_id);
