-- What the checks look at: the whole warehouse.
CREATE OR REPLACE TEMP VIEW checked_articles AS SELECT article_id FROM articles;
CREATE OR REPLACE TEMP VIEW checked_texts AS
SELECT text_id FROM article_texts UNION SELECT text_id FROM sentences;
CREATE OR REPLACE TEMP VIEW checked_runs AS
SELECT run_id FROM runs UNION SELECT run_id FROM dispositions UNION SELECT run_id FROM batches
UNION SELECT run_id FROM captures;
CREATE OR REPLACE TEMP VIEW checked_captures AS SELECT capture_id FROM captures;
