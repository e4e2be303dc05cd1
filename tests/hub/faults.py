"""What goes wrong on purpose. A fault names the requests that it meets and what it does to them.

{"origin": "hub"|"cdn", "path": REGEX, "covers": BYTE, "method": "GET", "skip": N, "times": M, "do": WHAT, ...}
`covers`: only requests whose range holds that byte. `skip` matching requests pass first; `times` are hit (0: all).
WHAT, with `at` an absolute byte of the file:
  body:   reset, short, stall, drip, flip, extra          (all take "at"; stall and drip "seconds")
  answer: ignore_range, wrong_start, wrong_total, other_bytes, gzip, no_length, headers {NAME: VALUE or null},
          status (with "status", "headers", "body"), redirect (with "to" or "hops"), slow_headers ("seconds"), close
  api:    body (with "body"), endless_cursor, foreign_cursor, deep_json, huge_json, truncated_json
"""
import re
import threading

BODY = {"reset", "short", "stall", "drip", "flip", "extra"}


class Faults:
    def __init__(self):
        self._lock, self._rows = threading.Lock(), []

    def replace(self, rows):
        with self._lock:
            self._rows = [dict(row, seen=0, hit=0) for row in rows]

    def hits(self):
        with self._lock:
            return [row["hit"] for row in self._rows]

    def find(self, origin, method, path, start, end):
        with self._lock:
            for row in self._rows:
                if row.get("origin", origin) != origin or row.get("method", method) != method:
                    continue
                if not re.search(row.get("path", ""), path):
                    continue
                if "covers" in row and not start <= row["covers"] < end:
                    continue
                row["seen"] += 1
                if row["seen"] <= row.get("skip", 0) or (row.get("times", 1) and row["hit"] >= row.get("times", 1)):
                    continue
                row["hit"] += 1
                return dict(row)
        return None
