-- What is incoming (an Arrow table, numbered by nr) of batches that were never loaded: a batch whose file outlived its
-- load is left out. Texts, sentences and mentions stay where they are until they are inserted.
CREATE OR REPLACE TEMP TABLE staged AS
SELECT
    * EXCLUDE (text, sentences, mentions),
    length(text) AS chars,
    hash(url, title, byline, source, language, published_at, published_on, published_from, published_reason) AS facts
FROM incoming
ANTI JOIN batches USING (batch_id);
