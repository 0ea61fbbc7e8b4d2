-- The tables of the first version. In the subset that a DuckDB file and DuckLake both accept: no keys, no ENUM, no
-- sequences, no generated columns. The loader keeps keys unique; sql/checks proves it after each load.

CREATE TABLE disposition_codes (
    code        VARCHAR NOT NULL,
    outcome     VARCHAR NOT NULL,
    description VARCHAR NOT NULL
);
COMMENT ON TABLE disposition_codes IS 'One row per code that a disposition can have; filled from seeds/disposition_codes.csv.';
COMMENT ON COLUMN disposition_codes.code IS 'Key. The word that stands in dispositions.code.';
COMMENT ON COLUMN disposition_codes.outcome IS 'loaded (the warehouse has the article), skipped (nothing to load, and that is fine) or failed.';
COMMENT ON COLUMN disposition_codes.description IS 'What the code says of an input, in a sentence.';

CREATE TABLE runs (
    run_id           VARCHAR NOT NULL,
    flow             VARCHAR NOT NULL,
    status           VARCHAR NOT NULL,
    started_at       TIMESTAMPTZ NOT NULL,
    finished_at      TIMESTAMPTZ,
    inputs           BIGINT,
    loaded           BIGINT,
    skipped          BIGINT,
    failed           BIGINT,
    options          VARCHAR NOT NULL,
    dateline_version VARCHAR NOT NULL,
    extract_version  VARCHAR NOT NULL,
    sentence_version VARCHAR NOT NULL,
    mention_version  VARCHAR
);
COMMENT ON TABLE runs IS 'One row per run of a flow, written when its first batch is loaded.';
COMMENT ON COLUMN runs.run_id IS 'Key. Start of the run in UTC and four random letters: sorts by time.';
COMMENT ON COLUMN runs.flow IS 'The flow that ran, for example ingest.';
COMMENT ON COLUMN runs.status IS 'running, completed, or stopped: it was killed or met an error, and what it had staged was loaded later.';
COMMENT ON COLUMN runs.started_at IS 'Start of the run, an instant in UTC.';
COMMENT ON COLUMN runs.finished_at IS 'End of the run, an instant in UTC; NULL while it runs or when it was killed.';
COMMENT ON COLUMN runs.inputs IS 'Inputs that the run saw, or, of a stopped run, those that it disposed of; NULL while it runs.';
COMMENT ON COLUMN runs.loaded IS 'Inputs whose article is in the warehouse (new, changed, updated, unchanged); NULL until the run has finished.';
COMMENT ON COLUMN runs.skipped IS 'Inputs that hold no article and need not; NULL until the run has finished.';
COMMENT ON COLUMN runs.failed IS 'Inputs that could not become articles; NULL until the run has finished.';
COMMENT ON COLUMN runs.options IS 'What the run was asked to do, as JSON: paths, mapping of columns, archive.';
COMMENT ON COLUMN runs.dateline_version IS 'Version of Dateline.';
COMMENT ON COLUMN runs.extract_version IS 'Version of the extraction step.';
COMMENT ON COLUMN runs.sentence_version IS 'Version of the sentence step.';
COMMENT ON COLUMN runs.mention_version IS 'Version of the recogniser; NULL where the run recognised nothing.';

CREATE TABLE batches (
    batch_id  VARCHAR NOT NULL,
    run_id    VARCHAR NOT NULL,
    loaded_at TIMESTAMPTZ NOT NULL,
    inputs    BIGINT NOT NULL
);
COMMENT ON TABLE batches IS 'One row per staged batch that was loaded; a batch that is here is never loaded again.';
COMMENT ON COLUMN batches.batch_id IS 'Key. Run and number of the batch in it.';
COMMENT ON COLUMN batches.run_id IS 'The run that staged the batch.';
COMMENT ON COLUMN batches.loaded_at IS 'When it was loaded, an instant in UTC.';
COMMENT ON COLUMN batches.inputs IS 'Inputs in the batch.';

CREATE TABLE captures (
    capture_id      VARCHAR NOT NULL,
    load_no         BIGINT NOT NULL,
    input_id        VARCHAR NOT NULL,
    input_uri       VARCHAR NOT NULL,
    run_id          VARCHAR NOT NULL,
    captured_at     TIMESTAMPTZ NOT NULL,
    media_type      VARCHAR NOT NULL,
    payload_bytes   BIGINT NOT NULL,
    payload_sha256  VARCHAR NOT NULL,
    archive_file    VARCHAR,
    archive_offset  BIGINT,
    archive_bytes   BIGINT,
    archive_reason  VARCHAR,
    source_file     VARCHAR,
    source_row      BIGINT,
    article_id      VARCHAR,
    text_id         VARCHAR
);
COMMENT ON TABLE captures IS 'One row per input and content: the bytes of a file, row or page as they were at one moment.';
COMMENT ON COLUMN captures.capture_id IS 'Key.';
COMMENT ON COLUMN captures.load_no IS 'Grows with each capture that is loaded; the highest of an input is its latest, whatever the dates of its captures.';
COMMENT ON COLUMN captures.input_id IS 'The input, a hash of its URI; the same in every run.';
COMMENT ON COLUMN captures.input_uri IS 'Address of the input: a file, #row= of a table, or #offset= of a web archive.';
COMMENT ON COLUMN captures.run_id IS 'The run that captured it.';
COMMENT ON COLUMN captures.captured_at IS 'When the bytes were read, or the date in the WARC record that they came from; UTC.';
COMMENT ON COLUMN captures.media_type IS 'text/plain, text/markdown, text/html, or application/json for the row of a table.';
COMMENT ON COLUMN captures.payload_bytes IS 'Length of the content in bytes, uncompressed.';
COMMENT ON COLUMN captures.payload_sha256 IS 'SHA-256 of the content, hexadecimal.';
COMMENT ON COLUMN captures.archive_file IS 'WARC file with the content: in the archive folder, or the absolute path of a file of yours. NULL: see archive_reason.';
COMMENT ON COLUMN captures.archive_offset IS 'Offset of the record in the WARC file, in bytes.';
COMMENT ON COLUMN captures.archive_bytes IS 'Length of the compressed record; NULL for a record in a file of yours.';
COMMENT ON COLUMN captures.archive_reason IS 'Why there is no archived copy: not_archived (asked for with --no-archive).';
COMMENT ON COLUMN captures.source_file IS 'The file on disk that the input was read from.';
COMMENT ON COLUMN captures.source_row IS 'Line of a JSON-lines file, or data row of a CSV or Parquet file, from 1.';
COMMENT ON COLUMN captures.article_id IS 'The article that came out of it; NULL where none did, dispositions.code says why.';
COMMENT ON COLUMN captures.text_id IS 'The text that came out of it; NULL where none did.';

CREATE TABLE dispositions (
    run_id      VARCHAR NOT NULL,
    input_id    VARCHAR NOT NULL,
    input_uri   VARCHAR NOT NULL,
    code        VARCHAR NOT NULL,
    detail      VARCHAR,
    capture_id  VARCHAR,
    article_id  VARCHAR,
    disposed_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE dispositions IS 'One row per run and input: what became of everything that a run saw. Key: run_id, input_id.';
COMMENT ON COLUMN dispositions.run_id IS 'The run.';
COMMENT ON COLUMN dispositions.input_id IS 'The input, as in captures.';
COMMENT ON COLUMN dispositions.input_uri IS 'Address of the input.';
COMMENT ON COLUMN dispositions.code IS 'What became of it: a row of disposition_codes.';
COMMENT ON COLUMN dispositions.detail IS 'What exactly was found, where the code leaves a question; NULL where it leaves none.';
COMMENT ON COLUMN dispositions.capture_id IS 'The capture with its bytes; NULL where none could be read.';
COMMENT ON COLUMN dispositions.article_id IS 'The article that the warehouse has of it; NULL where there is none.';
COMMENT ON COLUMN dispositions.disposed_at IS 'When the batch was staged, an instant in UTC.';

CREATE TABLE articles (
    article_id       VARCHAR NOT NULL,
    text_id          VARCHAR NOT NULL,
    version_no       INTEGER NOT NULL,
    capture_id       VARCHAR NOT NULL,
    url              VARCHAR,
    title            VARCHAR,
    byline           VARCHAR,
    source           VARCHAR,
    language         VARCHAR,
    language_from    VARCHAR,
    published_at     TIMESTAMPTZ,
    published_on     DATE,
    published_from   VARCHAR,
    published_reason VARCHAR,
    chars            INTEGER NOT NULL,
    charset          VARCHAR,
    replaced_chars   INTEGER NOT NULL,
    extract_version  VARCHAR NOT NULL
);
COMMENT ON TABLE articles IS 'One row per article, as its latest version is.';
COMMENT ON COLUMN articles.article_id IS 'Key. A hash of the URL that the source gives, else of the row''s id or text, else of the file: the same in every run.';
COMMENT ON COLUMN articles.text_id IS 'The current text, in article_texts.';
COMMENT ON COLUMN articles.version_no IS 'Number of the current version, from 1.';
COMMENT ON COLUMN articles.capture_id IS 'The capture that the current version was read from.';
COMMENT ON COLUMN articles.url IS 'Address that the source gives, else the canonical one that the page states, without tracking parameters; NULL where neither does.';
COMMENT ON COLUMN articles.title IS 'Headline; NULL where none is stated.';
COMMENT ON COLUMN articles.byline IS 'Authors as stated; NULL where none is.';
COMMENT ON COLUMN articles.source IS 'Publisher as given or as the page names its site; NULL where neither says.';
COMMENT ON COLUMN articles.language IS 'ISO 639 code; NULL where the text is too short to tell and nothing states it.';
COMMENT ON COLUMN articles.language_from IS 'Where the language comes from: given, detected (in the text) or page (declared).';
COMMENT ON COLUMN articles.published_at IS 'Instant of publication in UTC; NULL where no time with a zone is stated.';
COMMENT ON COLUMN articles.published_on IS 'Date of publication as stated; NULL with published_reason.';
COMMENT ON COLUMN articles.published_from IS 'Where the date is stated: given (feed or column), json_ld, meta, time, or markup.';
COMMENT ON COLUMN articles.published_reason IS 'Why published_on is NULL: not_stated, not_understood, ambiguous (01/02/2024) or out_of_range.';
COMMENT ON COLUMN articles.chars IS 'Length of the current text in characters.';
COMMENT ON COLUMN articles.charset IS 'Character encoding that the bytes were read with.';
COMMENT ON COLUMN articles.replaced_chars IS 'Characters that could not be read; each is U+FFFD in the text.';
COMMENT ON COLUMN articles.extract_version IS 'Version of the extraction step that made the row.';

CREATE TABLE article_texts (
    text_id          VARCHAR NOT NULL,
    chars            INTEGER NOT NULL,
    sentence_version VARCHAR NOT NULL,
    text             VARCHAR USING COMPRESSION zstd NOT NULL
);
COMMENT ON TABLE article_texts IS 'One row per distinct text; articles with the same text share it. Offsets elsewhere count its characters.';
COMMENT ON COLUMN article_texts.text_id IS 'Key. A hash of the text.';
COMMENT ON COLUMN article_texts.chars IS 'Length in characters (Unicode code points).';
COMMENT ON COLUMN article_texts.sentence_version IS 'Version of the sentence step that made its rows in sentences.';
COMMENT ON COLUMN article_texts.text IS 'The text: verbatim where it was given as text, else as extracted from the page.';

CREATE TABLE article_versions (
    article_id       VARCHAR NOT NULL,
    version_no       INTEGER NOT NULL,
    text_id          VARCHAR NOT NULL,
    capture_id       VARCHAR NOT NULL,
    title            VARCHAR,
    published_on     DATE,
    captured_at      TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE article_versions IS 'One row per text that an article has had, in order. Key: article_id, version_no.';
COMMENT ON COLUMN article_versions.article_id IS 'The article.';
COMMENT ON COLUMN article_versions.version_no IS 'Number of the version, from 1.';
COMMENT ON COLUMN article_versions.text_id IS 'Its text, in article_texts.';
COMMENT ON COLUMN article_versions.capture_id IS 'The capture in which this text was first seen.';
COMMENT ON COLUMN article_versions.title IS 'Headline at that time; NULL where none was stated.';
COMMENT ON COLUMN article_versions.published_on IS 'Date of publication as stated at that time; NULL where none was.';
COMMENT ON COLUMN article_versions.captured_at IS 'When it was captured, an instant in UTC.';

CREATE TABLE sentences (
    text_id     VARCHAR NOT NULL,
    sentence_no INTEGER NOT NULL,
    start_char  INTEGER NOT NULL,
    end_char    INTEGER NOT NULL
);
COMMENT ON TABLE sentences IS 'One row per sentence of a text. Key: text_id, sentence_no.';
COMMENT ON COLUMN sentences.text_id IS 'The text.';
COMMENT ON COLUMN sentences.sentence_no IS 'Number of the sentence in the text, from 1.';
COMMENT ON COLUMN sentences.start_char IS 'Offset of its first character, from 0.';
COMMENT ON COLUMN sentences.end_char IS 'Offset behind its last character.';

CREATE TABLE mentions (
    article_id      VARCHAR NOT NULL,
    text_id         VARCHAR NOT NULL,
    published_on    DATE,
    sentence_no     INTEGER,
    start_char      INTEGER NOT NULL,
    end_char        INTEGER NOT NULL,
    surface         VARCHAR NOT NULL,
    label           VARCHAR NOT NULL,
    score           FLOAT,
    rule            VARCHAR NOT NULL,
    mention_version VARCHAR NOT NULL
);
COMMENT ON TABLE mentions IS 'One row per name that occurs in the current text of an article. Key: article_id, start_char, end_char.';
COMMENT ON COLUMN mentions.article_id IS 'The article.';
COMMENT ON COLUMN mentions.text_id IS 'The text that the offsets count in.';
COMMENT ON COLUMN mentions.published_on IS 'Date of publication of the article, as there; rows are loaded in its order.';
COMMENT ON COLUMN mentions.sentence_no IS 'The sentence that it begins in; NULL where it begins between sentences.';
COMMENT ON COLUMN mentions.start_char IS 'Offset of its first character in the text, from 0.';
COMMENT ON COLUMN mentions.end_char IS 'Offset behind its last character.';
COMMENT ON COLUMN mentions.surface IS 'The characters between the offsets, exactly.';
COMMENT ON COLUMN mentions.label IS 'What the name names here: PERSON, ORG, LOC, NORP (nationality, religion), DATE, MISC and what a recogniser adds.';
COMMENT ON COLUMN mentions.score IS 'Probability that the recogniser gives it; NULL where it estimates none.';
COMMENT ON COLUMN mentions.rule IS 'What found it: ner, or the rule of the built-in recogniser.';
COMMENT ON COLUMN mentions.mention_version IS 'Version of the recogniser that made the row.';
