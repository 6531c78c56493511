"""Fuzzing: what comes from outside is damaged, spliced and repeated by the million, and every reader keeps its word.

    make fuzz                          every target, FUZZ_SECONDS (600) each
    python -m fuzz message imap        some targets
    python -m fuzz --seconds 60 --shared ../shared/corpora
    python -m fuzz --input .fuzz/findings/message/1a2b.input message

The engine is atheris (libFuzzer for Python, `pip install atheris`): what an input reaches in `scanner/` decides whether it
is kept and changed further. Half of the changes are libFuzzer's, half are ours (`fuzz.mutation`), which know lines, header
fields, parts, numbers and the words of each format. The same changes from fixed seeds, without an engine, run in
`tests/fuzz/`.

A target (`fuzz/targets/`) is a function of bytes that raises where a promise is broken:

    message    bytes to facts as a scan reads them; CRLF and LF alike; no whole code in what is printed
    page       the text of a page to amounts, days, codes, names; the same, and within bounds
    html       pages to the lines a person sees; bounded, clean
    bounces    delivery status; RFC 3464's words and no others
    mbox       files of mail; the same messages however the bytes arrive
    imap       a server's words to messages and marks; only reading goes out, only our errors come
    catalog    data files; CatalogError or a catalog that can be used
    config     config.toml; ConfigError or a configuration
    redaction  mail made safe; no code of it left unless it says so
    results    Authentication-Results; what stands in a comment proves nothing
    ledger     kept facts; ValueError or facts that can be kept again

Every input must end within `SECONDS` and `MEGABYTES` (`fuzz.running`). What was found lies in `.fuzz/findings/`, each with its
traceback; inputs worth keeping in `.fuzz/corpus/`, from where the next run goes on. Neither belongs into git: a finding
becomes a test of its subject with a small input made by hand.
"""
