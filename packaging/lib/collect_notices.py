#!/usr/bin/env python3
"""Writes one file with the copyright notices of everything that THIRD_PARTY.md lists.

    collect_notices.py THIRD_PARTY.md OUT.txt

The full texts come from /usr/share/doc/PACKAGE/copyright, as Debian's packages install them, and the common licences
that those refer to from /usr/share/common-licenses. A package that is not installed is not in the build: it is named
without its text. Exit status 1 where the table cannot be read.
"""
import re
import sys
from pathlib import Path

DOC, COMMON = Path("/usr/share/doc"), Path("/usr/share/common-licenses")
RULE = "=" * 78


def components(table):
    """(name, licence, package, use) of each row."""
    for line in table.splitlines():
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if line.startswith("|") and len(cells) == 4 and cells[0] != "Component" and not cells[0].startswith("---"):
            yield cells


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    rows = list(components(Path(sys.argv[1]).read_text()))
    if not rows:
        sys.exit(f"collect_notices: {sys.argv[1]} holds no table of components")
    parts, referred = [], set()
    for name, licence, package, use in rows:
        notice = DOC / package / "copyright"
        parts.append(f"{RULE}\n{name} ({licence}), {use}\n{RULE}\n")
        if package != "-" and notice.is_file():
            text = notice.read_text(errors="replace")
            referred |= set(re.findall(r"/usr/share/common-licenses/([A-Za-z]+(?:-[\d.]*\d)?)", text))
            parts.append(text.rstrip() + "\n")
    for name in sorted(referred):
        if (COMMON / name).is_file():
            text = (COMMON / name).read_text(errors="replace")
            parts.append(f"{RULE}\nThe licence {name}, which notices above refer to\n{RULE}\n{text.rstrip()}\n")
    Path(sys.argv[2]).write_text("\n".join(parts))


if __name__ == "__main__":
    main()
