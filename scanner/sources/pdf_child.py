"""The text of a PDF on standard input: run by `scanner.sources.pdf` as a process of its own, and by nobody else.

It reads what strangers sent with a parser written in C, so it gives away first what it does not need: time, memory,
and the right to write files. It imports nothing of ours.
"""

import sys

import pypdfium2

MAX_PAGES = 20
MAX_CHARACTERS = 200_000
CPU_SECONDS = 3
MEMORY = 512 * 2**20


def limit() -> None:
    """Bounds that the operating system holds us to, where it can (not on Windows)."""
    try:
        import resource
    except ImportError:
        return
    for what, most in ((resource.RLIMIT_CPU, CPU_SECONDS), (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


def main() -> None:
    """Standard input's text to standard output, as UTF-8."""
    limit()
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    left = MAX_CHARACTERS
    for number in range(min(len(document), MAX_PAGES)):
        try:
            text = document[number].get_textpage().get_text_range()[:left]
        except pypdfium2.PdfiumError:  # one broken page
            continue
        left -= len(text)
        sys.stdout.buffer.write((text + "\n").encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
