#!/usr/bin/env python3
"""Fails on C++ and CUDA files that clang-format (version 14, Debian 12's) would change.

    format.py [ROOT]       # to mend: clang-format -i FILE
"""
import re
import shutil
import subprocess
import sys

from tree import files, finish, parse_root

MAJOR = "14"


def find_clang_format():
    for name in (f"clang-format-{MAJOR}", "clang-format"):
        if shutil.which(name):
            version = subprocess.run([name, "--version"], capture_output=True, text=True).stdout
            if re.search(rf"version {MAJOR}\.", version):
                return name
    return None


def main():
    root, tool = parse_root(), find_clang_format()
    if tool is None:
        print(f"format: skipped, clang-format {MAJOR} is not here (another version formats differently)")
        sys.exit(77)
    sources = files(root, ".h", ".cpp", ".cu", ".cuh")
    problems = []
    for start in range(0, len(sources), 100):
        command = [tool, "--dry-run", "--ferror-limit=1", *map(str, sources[start : start + 100])]
        output = subprocess.run(command, cwd=root, capture_output=True, text=True).stderr
        for path, line in re.findall(r"^(.+?):(\d+):\d+: warning: code should be clang-formatted", output, re.M):
            problems.append((path, line, f"run {tool} -i on it"))
    finish("format", problems, len(sources))


if __name__ == "__main__":
    main()
