"""Looks at a packet with PyMuPDF and pikepdf, which had no part in writing it.

    matome packet --list | python .ci/packet.py MEETING.pdf ARCHIVE.pdf
"""

import re
import sys

import pikepdf
import pymupdf

faults = []
# no ink is nearer to the edge of a sheet, mm
CLEAR = 6.0


def bare(text):
    return "".join(text.split())


def nearest(page):
    """How near to an edge the ink of a page is, in mm; marks at the fold are looked past."""
    picture = page.get_pixmap(dpi=200, colorspace="gray")
    width, height, pixels = picture.width, picture.height, picture.samples
    middle = width // 2

    def darkest(y):
        row = pixels[y * picture.stride : y * picture.stride + width]
        return min(row[: middle - 4] + row[middle + 4 :] if y < height // 20 else row)

    inked = [y for y in range(height) if darkest(y) < 210]
    columns = [x for x in range(width) if min(pixels[x :: picture.stride]) < 210]
    if not inked:
        return CLEAR
    return min(inked[0], height - 1 - inked[-1], columns[0], width - 1 - columns[-1]) * 25.4 / 200


def look(path, papers):
    with pikepdf.open(path) as pdf:
        labels = [page.label for page in pdf.pages]
    with pymupdf.open(path) as doc:
        tops = [(bare(title), page) for level, title, page in doc.get_toc() if level == 1]
        starts = [page for _, page in tops]
        wanted = [first for _, _, first in papers]
        if starts[2:] != wanted:
            faults.append(f"{path}: the bookmarks lead to {tops}, the papers begin at {wanted}")
        for (number, _, _), (text, _) in zip(papers, tops[2:]):
            if not text.startswith(bare(number)):
                faults.append(f"{path}: the bookmark {text} does not begin with {number}")
        for number, pages, first in papers:
            if not number:
                continue
            page = doc[first - 1]
            box = pymupdf.Rect(page.rect.width * 0.6, 0, page.rect.width, 30 * 72 / 25.4)
            if bare(number) not in bare(page.get_text(clip=box)):
                faults.append(f"{path}: page {first} has no {number} at its upper right")
        for page in doc:
            text = bare(page.get_text())
            label = labels[page.number]
            if text and f"{label}／{len(doc)}" not in text:
                faults.append(f"{path}: page {page.number + 1} does not tell the number of its label, {label}")
            if text and nearest(page) < CLEAR - 0.12 and page.number + 1 < len(doc):
                faults.append(f"{path}: page {page.number + 1} has ink {nearest(page):.1f} mm from its edge")
        contents = next(page for page in doc if "資料一覧" in bare(page.get_text()))
        targets = sorted({link["page"] + 1 for link in contents.get_links() if link.get("page", -1) > 0})
        wanted = sorted({first for _, _, first in papers})
        if targets != wanted:
            faults.append(f"{path}: the list links to {targets}, not to {wanted}")


def attached(path):
    with pikepdf.open(path) as pdf:
        return len(pdf.attachments)


def main(meeting, archive):
    rows = [line.split() for line in sys.stdin.read().splitlines()[1:]]
    # agenda and list come first
    papers = [("" if row[0] == "-" else row[0], int(row[-3]), int(row[-2])) for row in rows[2:]]
    look(meeting, papers)
    look(archive, papers)
    if attached(archive) == 0:
        faults.append(f"{archive}: the guest's PDF is not attached")
    for fault in faults:
        print(fault)
    print(f"{len(papers)} papers, {len(faults)} faults")
    return 1 if faults else 0


sys.exit(main(*sys.argv[1:]))
