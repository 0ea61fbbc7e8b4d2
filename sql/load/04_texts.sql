-- Texts that the warehouse does not have yet, and their sentences.
CREATE OR REPLACE TEMP TABLE new_texts AS
SELECT text_id, min(nr) AS nr
FROM decided
WHERE code IN ('new', 'changed')
GROUP BY text_id
HAVING text_id NOT IN (SELECT text_id FROM article_texts SEMI JOIN decided USING (text_id));

INSERT INTO article_texts BY NAME
SELECT text_id, length(text) AS chars, sentence_version, text
FROM incoming
SEMI JOIN new_texts USING (nr)
ORDER BY nr;

INSERT INTO sentences BY NAME
SELECT
    text_id,
    unnest(range(1, len(sentences) + 1))::INTEGER AS sentence_no,
    unnest(sentences).start_char AS start_char,
    unnest(sentences).end_char   AS end_char
FROM incoming
SEMI JOIN new_texts USING (nr);
