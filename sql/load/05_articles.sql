-- Versions are added; the one row of an article is replaced by its latest version.
INSERT INTO article_versions BY NAME
SELECT
    decided.article_id, decided.version_no::INTEGER AS version_no, decided.text_id, captured.capture_id,
    staged.title, staged.published_on, staged.captured_at
FROM decided
JOIN staged USING (nr)
JOIN captured USING (nr)
WHERE decided.code IN ('new', 'changed')
ORDER BY nr;

DELETE FROM articles
WHERE article_id IN (SELECT article_id FROM decided WHERE is_touched AND is_stored);

INSERT INTO articles BY NAME
SELECT
    decided.article_id, decided.text_id, decided.version_no::INTEGER AS version_no, captured.capture_id, staged.url,
    staged.title, staged.byline, staged.source, staged.language, staged.language_from, staged.published_at,
    staged.published_on, staged.published_from, staged.published_reason, staged.chars, staged.charset,
    staged.replaced_chars, staged.extract_version
FROM decided
JOIN staged USING (nr)
JOIN captured USING (nr)
WHERE decided.is_last AND decided.is_touched
ORDER BY nr;
