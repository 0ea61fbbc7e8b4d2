-- The mentions of each new or replaced article, ordered by date so that a query over some days reads few blocks.
INSERT INTO mentions BY NAME
SELECT article_id, text_id, published_on, mention_version, unnest(mentions, max_depth := 2)
FROM (
    SELECT incoming.article_id, incoming.text_id, published_on, mention_version, mentions
    FROM incoming
    JOIN decided USING (nr)
    WHERE decided.is_last AND decided.is_touched
    ORDER BY published_on NULLS FIRST, nr
);
