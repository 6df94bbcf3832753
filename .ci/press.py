"""Checks PDFs of the press: see .ci/press."""

import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pymupdf

faults = []


def fault(path, text):
    faults.append(f"{path.name}: {text}")


def text_of(page):
    return "".join(page.get_text().split())


def poppler_text(path):
    run = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return "".join(run.stdout.decode().split())


def picture(page):
    """Pixels at 72 to the inch, annotations as printed."""
    return page.get_pixmap(dpi=72, alpha=False)


def difference(a, b):
    """The mean difference of all channels, 0 to 255; sizes may differ by a pixel."""
    if abs(a.width - b.width) > 1 or abs(a.height - b.height) > 1:
        return 255.0
    rows, columns = min(a.height, b.height), min(a.width, b.width) * 3
    total = 0
    for y in range(rows):
        line_a = a.samples[y * a.stride : y * a.stride + columns]
        line_b = b.samples[y * b.stride : y * b.stride + columns]
        if line_a != line_b:
            total += sum(abs(p - q) for p, q in zip(line_a, line_b))
    return total / (rows * columns)


def check_syntax(path):
    if shutil.which("qpdf"):
        run = subprocess.run(["qpdf", "--check", path], capture_output=True)
        if run.returncode != 0:
            fault(path, run.stdout.decode() + run.stderr.decode())
    with pikepdf.open(path) as pdf:
        problems = pdf.check_pdf_syntax() if hasattr(pdf, "check_pdf_syntax") else pdf.check()
        for problem in problems:
            fault(path, problem)
        if "/ID" not in pdf.trailer:
            fault(path, "no identifier")
        if path.stem == "stamped-foreign-font":
            return
        for font in [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]:
            if not any(key in font for key in ("/FontFile", "/FontFile2", "/FontFile3")):
                fault(path, f"font {font.FontName} is not embedded")


def check_same(path, alone):
    """A page in its place looks as it did alone and has the same text."""
    placed = pymupdf.open(path)[0]
    candidates = list(pymupdf.open(alone))
    best = min(candidates, key=lambda page: difference(picture(page), picture(placed)))
    apart = difference(picture(best), picture(placed))
    if apart > 0.35:
        fault(path, f"differs by {apart:.2f}")
    if text_of(best) != text_of(placed):
        fault(path, "the text differs")


def expect_text(path, *texts):
    with pymupdf.open(path) as doc:
        found = "".join(text_of(page) for page in doc)
    poppler = poppler_text(path)
    for text in texts:
        if text not in found:
            fault(path, f"PyMuPDF does not find {text}")
        if text not in poppler:
            fault(path, f"poppler does not find {text}")


def main(folder):
    made = sorted(Path(folder).glob("*.pdf"))
    if not made:
        faults.append(f"nothing in {folder}")
    for path in made:
        if not path.stem.endswith("-alone"):
            check_syntax(path)
        alone = path.with_name(path.stem + "-alone.pdf")
        if alone.exists():
            check_same(path, alone)
    folder = Path(folder)
    expect_text(folder / "stamped-free.pdf", "資料２－１", "第2図", "地区2－20")
    expect_text(folder / "stamped-full.pdf", "資料２－１", "満面")
    expect_text(folder / "tagged.pdf", "資料１")
    expect_text(folder / "booklet.pdf", "第5図", "防災安全課")
    expect_text(folder / "two-up.pdf", "第1図")
    expect_text(folder / "dividers.pdf", "参考資料１", "掲載事業一覧", "汐見原市")
    expect_text(folder / "order.pdf", "印刷指示書", "福祉部地域福祉課", "ホチキス左上１か所")
    with pikepdf.open(folder / "tagged.pdf") as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            faults.append("tagged.pdf: the tags are gone")
    with pymupdf.open(folder / "kept.pdf") as doc:
        if [title for _, title, _ in doc.get_toc()] != ["1 議事", "2 地図", "3 閉会"]:
            faults.append(f"kept.pdf: the bookmarks are {doc.get_toc()}")
        if not any(link.get("page") == 1 for link in doc[0].get_links()):
            faults.append("kept.pdf: the links are gone")
    with pikepdf.open(folder / "kept.pdf") as pdf:
        if [page.label for page in pdf.pages] != ["1", "2", "3"]:
            faults.append("kept.pdf: the page labels are gone")
    for line in faults:
        print(line)
    print(f"{len(made)} PDFs, {len(faults)} faults")
    return 1 if faults else 0


sys.exit(main(sys.argv[1]))
