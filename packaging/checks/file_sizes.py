#!/usr/bin/env python3
"""Fails on hand-written files above 700 lines, warns above 500 (the aim is about 300).

    file_sizes.py [ROOT]

Tables and generated files are listed in file_sizes.txt, each with its reason.
"""
from pathlib import Path

from tree import files, finish, parse_root

FAIL_ABOVE, WARN_ABOVE = 700, 500


def listed_tables():
    lines = (Path(__file__).parent / "file_sizes.txt").read_text().splitlines()
    return {line.split()[0] for line in lines if line.strip() and not line.startswith("#")}


def main():
    root, tables, problems = parse_root(), listed_tables(), []
    sources = files(root, ".h", ".cpp", ".cu", ".cuh", ".comp", ".qml", ".py", ".sh")
    for path in sources:
        if path.as_posix() in tables:
            continue
        n_lines = (root / path).read_bytes().count(b"\n")
        if n_lines > FAIL_ABOVE:
            problems.append((path, n_lines, f"{n_lines} lines: split it (limit {FAIL_ABOVE}), or list it as a table"))
        elif n_lines > WARN_ABOVE:
            print(f"{path}:{n_lines}: warning: {n_lines} lines, past {WARN_ABOVE} a file should be split")
    finish("file sizes", problems, len(sources))


if __name__ == "__main__":
    main()
