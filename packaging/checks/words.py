#!/usr/bin/env python3
"""Fails on what must not stand in a committed text file: hosts of package registries, paths of somebody's machine,
a note to do something later without the number of an issue, merge markers, and control characters.

    words.py [ROOT]
"""
import re

from tree import files, finish, parse_root

# Written in pieces, so that this file passes its own check.
HOSTS = ["py" + r"pi\.org", "python" + r"hosted\.org", r"deb\." + r"debian\.org", r"debian\." + r"org/debian",
         r"registry\." + "npmjs", r"crates\." + "io", r"proxy\." + r"golang\.org", r"archive\." + "ubuntu"]
RULES = [
    (re.compile("|".join(HOSTS)), "the host of a package registry: name the package, let the client find it"),
    (re.compile(r"(?<![\w./$}])/wor" + r"k/"), "a path of one machine"),
    (re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b(?!\(#\d+\))"), "a note without a reference"),
    (re.compile(r"^(<{7}|>{7}|={7})( |$)"), "a merge marker"),
    (re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\u202a-\u202e\u2066-\u2069]"), "a control character"),
]
BINARY = {".gguf", ".npy", ".png", ".jpg", ".ttf", ".otf", ".qm", ".ico", ".bin", ".safetensors", ".db", ".zst"}
# Texts of others, kept as they are; test data may hold any character.
EXEMPT = ("tests/data/", "tests/fuzz/corpus/", "resources/licences/", "LICENSE")


def main():
    root, problems = parse_root(), []
    texts = [p for p in files(root) if p.suffix not in BINARY and not p.as_posix().startswith(EXEMPT)]
    for path in texts:
        for number, line in enumerate((root / path).read_text(errors="replace").split("\n"), 1):
            problems += [(path, number, why) for pattern, why in RULES if pattern.search(line)]
    finish("words", problems, len(texts))


if __name__ == "__main__":
    main()
