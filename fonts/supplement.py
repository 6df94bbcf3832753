#!/usr/bin/env python3
"""Makes the two supplements of this folder from Noto Sans JP and Noto Serif JP: what BIZ UD and IPAex lack.

  python3 fonts/supplement.py NotoSansJP_400Regular.ttf NotoSerifJP_400Regular.ttf     # needs fonttools 4.68
"""
import sys
import unicodedata
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
# marks that hang on other characters must come from the font of those
SKIPPED = {"Mn", "Me", "Mc", "Cf", "Cc", "Zs"}


def is_simplified(c):
    """A Chinese form that no Japanese font has is a slip of a scanner or an input method: M201 asks about it."""
    try:
        return 0x4E00 <= c <= 0x9FFF and bool(chr(c).encode("gb2312"))
    except UnicodeEncodeError:
        return False


def supplement(source, family, file):
    font = TTFont(source, recalcTimestamp=False)
    known = {c for path in HERE.glob("[Bi]*.ttf") for c in TTFont(path, lazy=True).getBestCmap()}
    new = (c for c in font.getBestCmap() if c not in known and not is_simplified(c))
    wanted = {c for c in new if unicodedata.category(chr(c)) not in SKIPPED}
    options = Options(hinting=False, layout_features=["vert"], name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(font)
    names = {1: family, 3: f"{family} 1", 4: family, 6: family.replace(" ", ""), 16: family}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    font.save(HERE / file)
    print(f"{file}: {len(wanted)} characters, {(HERE / file).stat().st_size} bytes")


if __name__ == "__main__":
    sans, serif = sys.argv[1:]
    supplement(sans, "Noto Sans JP Supplement", "NotoSansJP-Supplement.ttf")
    supplement(serif, "Noto Serif JP Supplement", "NotoSerifJP-Supplement.ttf")
