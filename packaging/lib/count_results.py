#!/usr/bin/env python3
"""Adds up test results and prints "N passed, N failed" (", N skipped" where some were) as the last line.

    count_results.py [--stopped STATUS] RESULTS_DIR

RESULTS_DIR holds one ctest report a preset (dev.xml, ...) and steps.txt ("passed NAME", "failed NAME"). A ctest entry
that wrote build/PRESET/test-results/ENTRY.xml (GoogleTest, or Qt Test's junitxml) counts by its single cases, every
other entry as one. An entry that ctest failed though its report shows no failed case (a crash, a time-out, a
sanitizer's verdict at exit) adds one failure. Exit status 1 where something failed or nothing ran.
"""
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path


def case_result(case):
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    if case.find("skipped") is not None or case.get("result") == "skipped" or case.get("status") == "notrun":
        return "skipped"
    return "passed"


def cases_of(report):
    """Counts of a report's cases, or None where there is no readable one."""
    try:
        return Counter(case_result(c) for c in ET.parse(report).iter("testcase"))
    except (OSError, ET.ParseError):
        return None


def entry_result(entry):
    status = entry.get("status")
    if status == "run":
        return "passed"
    return "skipped" if status in ("notrun", "disabled") and entry.find("skipped") is not None else "failed"


def count_preset(report, failed_names):
    counts = Counter()
    test_results = report.parent.parent / report.stem / "test-results"
    for entry in ET.parse(report).iter("testcase"):
        name, result = entry.get("name"), entry_result(entry)
        cases = cases_of(test_results / f"{name}.xml")
        if not cases:
            counts[result] += 1
        else:
            counts += cases
            if result == "failed" and not cases["failed"]:
                counts["failed"] += 1
        if result == "failed":
            failed_names.append(f"{report.stem}: {name}")
    return counts


def main():
    args, stopped = sys.argv[1:], 0
    if args[:1] == ["--stopped"]:
        stopped, args = int(args[1]), args[2:]
    results, counts, failed_names = Path(args[0]), Counter(), []
    for report in sorted(results.glob("*.xml")):
        try:
            counts += count_preset(report, failed_names)
        except ET.ParseError as e:
            counts["failed"] += 1
            failed_names.append(f"{report.name}: unreadable report ({e})")
    steps = results / "steps.txt"
    for line in steps.read_text().splitlines() if steps.exists() else []:
        result, name = line.split(" ", 1)
        counts[result] += 1
        if result == "failed":
            failed_names.append(name)
    if stopped:
        counts["failed"] += 1
        failed_names.append(f"the run itself (status {stopped})")
    for name in failed_names:
        print(f"failed: {name}", file=sys.stderr)
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    print(f"{counts['passed']} passed, {counts['failed']} failed{skipped}", flush=True)
    sys.exit(1 if counts["failed"] or not counts["passed"] else 0)


if __name__ == "__main__":
    main()
