"""Looks for invisible characters of line breaking in the texts of PDFs with PyMuPDF: none may come out in a copy.

    python .ci/joiners.py PAPER.pdf …
"""

import sys

import pymupdf

INVISIBLE = "\u2060\u200b\u200c\u200d\ufeff\u00ad"

found = 0
for path in sys.argv[1:]:
    with pymupdf.open(path) as doc:
        text = "".join(page.get_text() for page in doc)
    count = sum(text.count(c) for c in INVISIBLE)
    found += count
    print(f"joiners   {'FAULT' if count else 'ok'}  {path.rsplit('/', 1)[-1]}: {len(text)} characters, {count} invisible")
sys.exit(bool(found))
