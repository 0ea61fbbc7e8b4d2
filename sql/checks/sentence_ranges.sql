-- Sentences lie inside their text, in order, without overlap; a mention begins in the sentence that it names.
SELECT sentences.text_id, sentences.sentence_no, sentences.start_char, sentences.end_char, 'range' AS problem
FROM sentences
SEMI JOIN checked_texts USING (text_id)
JOIN article_texts USING (text_id)
QUALIFY sentences.end_char <= sentences.start_char
     OR sentences.end_char > article_texts.chars
     OR sentences.start_char < lag(sentences.end_char, 1, 0) OVER (PARTITION BY text_id ORDER BY sentence_no)
UNION ALL
SELECT mentions.text_id, mentions.sentence_no, mentions.start_char, mentions.end_char, 'mention outside its sentence'
FROM mentions
SEMI JOIN checked_articles USING (article_id)
LEFT JOIN sentences USING (text_id, sentence_no)
WHERE mentions.sentence_no IS NOT NULL
  AND (sentences.text_id IS NULL
       OR mentions.start_char NOT BETWEEN sentences.start_char AND sentences.end_char - 1);
