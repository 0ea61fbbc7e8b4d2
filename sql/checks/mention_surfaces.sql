-- The characters at the offsets of each mention are its surface.
SELECT mentions.article_id, mentions.start_char, mentions.end_char, mentions.surface,
    substring(article_texts.text, mentions.start_char + 1, mentions.end_char - mentions.start_char) AS found
FROM mentions
SEMI JOIN checked_articles USING (article_id)
JOIN article_texts USING (text_id)
WHERE mentions.end_char <= mentions.start_char
   OR substring(article_texts.text, mentions.start_char + 1, mentions.end_char - mentions.start_char)
      IS DISTINCT FROM mentions.surface;
