"""What the checks share: the files of the checkout, and a report in the compiler's format."""
import subprocess
import sys
from pathlib import Path


def parse_root():
    """The tree to check: the first argument, else the checkout that holds this script."""
    return Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]


def files(root, *suffixes):
    """Paths, relative to root, of the files that git tracks or would add; every file where root is no checkout."""
    listed = subprocess.run(["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                            capture_output=True)
    if listed.returncode == 0:
        paths = [Path(p) for p in listed.stdout.decode().split("\0") if p]
    else:
        paths = [p.relative_to(root) for p in root.rglob("*") if p.is_file()]
    return sorted(p for p in paths if (not suffixes or p.suffix in suffixes) and (root / p).is_file())


def finish(check, problems, n_files):
    """Prints the problems (path, line, message) and leaves with 1 where there are any."""
    for path, line, message in problems:
        print(f"{path}:{line}: {message}")
    print(f"{check}: {n_files} files, {len(problems)} problems")
    sys.exit(1 if problems else 0)
