"""Makes the pictures of README from the papers of the invented town: python pages.py OUT (see make.sh)."""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

OUT = Path(sys.argv[1])
HERE = Path(__file__).parent
GREYS = 16


def page(pattern, number, dpi):
    """A page in grey."""
    (pdf,) = OUT.glob(pattern)
    with tempfile.TemporaryDirectory() as folder:
        name = Path(folder) / "page"
        subprocess.run(
            ["pdftoppm", "-r", str(dpi), "-f", str(number), "-singlefile", "-png", pdf, name], check=True
        )
        return Image.open(name.with_suffix(".png")).convert("L")


def keep(picture, name):
    picture.quantize(GREYS).save(HERE / f"{name}.png", optimize=True)


def beside(pages, height, gap=12):
    """Pages of one height side by side on grey."""
    pages = [p.resize((p.width * height // p.height, height), Image.LANCZOS) for p in pages]
    sheet = Image.new("L", (sum(p.width + gap for p in pages) + gap, height + 2 * gap), 205)
    x = gap
    for picture in pages:
        sheet.paste(picture, (x, gap))
        x += picture.width + gap
    return sheet


progress = page("*進捗管理シート*.pdf", 1, 100)
keep(progress, "progress-1")
keep(page("*進捗管理シート*.pdf", 24, 100).crop((0, 0, 1500, 700)), "progress-24")
keep(page("*自己評価シート*.pdf", 1, 100), "evaluation-1")
keep(page("*実績・計画表*.pdf", 2, 100), "matrix-1")
keep(page("*掲載事業一覧*.pdf", 1, 80), "programs-1")
keep(beside([page("*推進会議.pdf", n, 110) for n in (1, 5, 13, 21)], 620), "packet")
keep(Image.open(HERE / "screens.png").convert("L"), "screens")
