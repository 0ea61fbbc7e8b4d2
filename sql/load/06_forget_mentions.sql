-- The mentions of articles that are replaced. The dates, which are those of the stored rows, keep the scan short.
DELETE FROM mentions
WHERE article_id IN (SELECT article_id FROM decided WHERE is_touched AND is_stored)
  AND (
      published_on BETWEEN
          (SELECT min(stored_on) FROM decided WHERE is_touched AND is_stored)
          AND (SELECT max(stored_on) FROM decided WHERE is_touched AND is_stored)
      OR published_on IS NULL
  );
