#!/usr/bin/env python3
"""Writes unicode_table.inc: general categories, White_Space and Script=Han of Unicode 16.

Usage: pip install unicodedata2==16.0.0 regex tokenizers, then: python3 unicode_table.py > unicode_table.inc
The version is the one that the `tokenizers` library (Oniguruma 6.9.10) knows; the script checks the sets against that
library code point by code point and stops if they differ, so that a later run with other packages cannot drift unseen.
"""
import sys

import regex
import unicodedata2 as unicode
from tokenizers import Regex, pre_tokenizers

CATEGORIES = ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po",
              "Sm", "Sc", "Sk", "So", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Cn"]
POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]


def runs(points):
    """[(first, last)] of a sorted list."""
    out = []
    for c in points:
        if out and out[-1][1] == c - 1:
            out[-1][1] = c
        else:
            out.append([c, c])
    return out


def oracle(pattern):
    """Code points that the library's regex engine matches alone; U+0378 is unassigned and stands between them."""
    split = pre_tokenizers.Split(Regex(pattern), "isolated")
    found = set()
    for at in range(0, len(POINTS), 4000):
        part = POINTS[at : at + 4000]
        for _, (a, b) in split.pre_tokenize_str("".join(chr(c) + "\u0378" for c in part)):
            if b - a == 1 and a % 2 == 0:
                found.add(part[a // 2])
    return found


def main():
    assert unicode.unidata_version == "16.0.0", unicode.unidata_version
    category = {c: unicode.category(chr(c)) for c in range(0x110000)}
    han_pattern = regex.compile(r"\p{Script=Han}")
    han = [c for c in POINTS if category[c] != "Cn" and han_pattern.match(chr(c))]
    for name in "L M N P S Z Lu Ll Lt Lm Lo Nd".split():
        ours = {c for c in POINTS if category[c].startswith(name)}
        assert oracle(r"\p{%s}" % name) == ours, name
    assert oracle(r"\p{Han}") == set(han), "Han"
    white = sorted(oracle(r"\s"))

    out = sys.stdout.write
    out("// Made by unicode_table.py from Unicode 16.0.0. Do not edit.\n")
    out("// kCategoryRuns: first code point of a run << 8 | index into kCategoryNames; a run ends where the next begins.\n")
    out("inline constexpr std::string_view kCategoryNames[] = {%s};\n" % ", ".join('"%s"' % c for c in CATEGORIES))
    packed = []
    last = None
    for c in range(0x110000):
        if category[c] != last:
            last = category[c]
            packed.append(c << 8 | CATEGORIES.index(last))
    out("inline constexpr uint32_t kCategoryRuns[] = {\n")
    for at in range(0, len(packed), 10):
        out("    " + ", ".join("0x%X" % p for p in packed[at : at + 10]) + ",\n")
    out("};\n")
    for name, points in (("kWhiteSpace", white), ("kHan", han)):
        out("inline constexpr CodePointRange %s[] = {\n" % name)
        pairs = runs(points)
        for at in range(0, len(pairs), 6):
            out("    " + ", ".join("{0x%X, 0x%X}" % tuple(p) for p in pairs[at : at + 6]) + ",\n")
        out("};\n")


main()
