#!/usr/bin/env python3
"""Makes the raised and lowered figures (⁰ … ⁹ ⁺ ⁻ ⁼ ⁽ ⁾ ⁿ ⁱ, ₀ … ₉ ₊ ₋ ₌ ₍ ₎ ₓ) that BIZ UD lacks, from its own figures.

  python3 fonts/scripts.py     # needs fonttools 4.68
"""
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
RAISED = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0123456789+−=()ni"))
LOWERED = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₓ", "0123456789+−=()x"))
# as ² of BIZ UD stands: half as high, its foot at 0.45 em
SCALE, WIDTH, UP, DOWN = 0.5, 614, 947, -185


def scripts(source, family, file):
    font = TTFont(HERE / source)
    glyphs, names = font.getGlyphSet(), font.getBestCmap()
    order, cmap, drawn = [".notdef"], {}, {".notdef": TTGlyphPen(None).glyph()}
    for letters, shift in ((RAISED, UP), (LOWERED, DOWN)):
        for c, base in letters.items():
            donor, pen = glyphs[names[ord(base)]], TTGlyphPen(None)
            left = (WIDTH - donor.width * SCALE) / 2
            donor.draw(TransformPen(pen, (SCALE, 0, 0, SCALE, left, shift)))
            name = f"uni{ord(c):04X}"
            order.append(name)
            cmap[ord(c)] = name
            drawn[name] = pen.glyph()
    build = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    build.setupGlyphOrder(order)
    build.setupCharacterMap(cmap)
    build.setupGlyf(drawn)
    left = {name: glyph.xMin if glyph.numberOfContours else 0 for name, glyph in drawn.items()}
    build.setupHorizontalMetrics({name: (WIDTH, left[name]) for name in order})
    ascent, descent = font["hhea"].ascent, font["hhea"].descent
    build.setupHorizontalHeader(ascent=ascent, descent=descent)
    holder = font["name"].getDebugName(0)
    build.setupNameTable({
        "copyright": holder, "familyName": family, "styleName": "Regular", "uniqueFontIdentifier": f"{family} 1",
        "fullName": family, "psName": family.replace(" ", ""), "version": "Version 1.0",
        "licenseDescription": "SIL Open Font License, Version 1.1",
    })
    build.setupOS2(sTypoAscender=ascent, sTypoDescender=descent, usWinAscent=ascent, usWinDescent=-descent, fsType=0)
    build.setupPost()
    build.font["head"].created = build.font["head"].modified = font["head"].created
    build.font.recalcTimestamp = False
    build.save(HERE / file)
    print(f"{file}: {len(cmap)} characters, {(HERE / file).stat().st_size} bytes")


if __name__ == "__main__":
    # the strokes of the bold face, at half the size, are as thick as those of the regular ²
    scripts("BIZUDGothic-Bold.ttf", "UD Gothic Scripts", "UDGothic-Scripts.ttf")
    scripts("BIZUDMincho-Regular.ttf", "UD Mincho Scripts", "UDMincho-Scripts.ttf")
