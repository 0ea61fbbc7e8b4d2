-- What the checks look at: what one run (the variable run_id) changed.
CREATE OR REPLACE TEMP TABLE checked_runs AS SELECT getvariable('run_id') AS run_id;
CREATE OR REPLACE TEMP TABLE checked_articles AS
SELECT article_id FROM articles
WHERE article_id IN (
    SELECT article_id FROM dispositions SEMI JOIN checked_runs USING (run_id) WHERE code <> 'unchanged'
);
CREATE OR REPLACE TEMP TABLE checked_texts AS SELECT text_id FROM articles SEMI JOIN checked_articles USING (article_id);
CREATE OR REPLACE TEMP TABLE checked_captures AS
SELECT capture_id FROM captures SEMI JOIN checked_runs USING (run_id);
