"""Bytes of files that exist nowhere: any range of a file of any size, from a seed.

Block i of a file is one megabyte of noise turned by i and signed with its number, so that no two blocks are alike and
a range costs a slice, not a computation.
"""
import hashlib
import os
import random
import threading

BLOCK = 1 << 20


class SeedContent:
    """`size` bytes from `seed`, behind an optional `head` of true bytes (a GGUF header)."""

    def __init__(self, seed, size, head=b""):
        self.seed, self.size, self.head = seed, size, head
        noise = random.Random(seed).randbytes(BLOCK)
        self._twice = memoryview(noise + noise)

    def parts(self, start, end):
        """Yields buffers that together are the bytes [start, end)."""
        while start < end:
            if start < len(self.head):
                stop = min(end, len(self.head))
                yield memoryview(self.head)[start:stop]
            else:
                block, inside = divmod(start, BLOCK)
                stop = min(end, (block + 1) * BLOCK)
                turn = (block * 65537) % BLOCK
                sign = hashlib.sha256(f"{self.seed}/{block}".encode()).digest()
                if inside < len(sign):
                    cut = min(len(sign), inside + stop - start)
                    yield memoryview(sign)[inside:cut]
                    inside, start = cut, start + cut - inside
                if start < stop:
                    yield self._twice[turn + inside : turn + inside + stop - start]
            start = stop


class FileContent:
    """The bytes of a real file."""

    def __init__(self, path):
        self.path, self.size = path, os.path.getsize(path)

    def parts(self, start, end):
        with open(self.path, "rb") as file:
            file.seek(start)
            while start < end:
                data = file.read(min(BLOCK, end - start))
                start += len(data)
                yield data


class TextContent:
    def __init__(self, text):
        self._bytes = text.encode()
        self.size = len(self._bytes)

    def parts(self, start, end):
        yield self._bytes[start:end]


class Hashes:
    """sha256 and git's blob sha1 of a content, computed once; large ones are remembered in `folder` between runs."""

    def __init__(self, folder=None):
        self.folder, self._lock, self._known = folder, threading.Lock(), {}

    def of(self, key, content):
        with self._lock:
            if key not in self._known:
                self._known[key] = self._load(key, content) or self._compute(key, content)
            return self._known[key]

    def _path(self, key):
        return os.path.join(self.folder, hashlib.sha256(repr(key).encode()).hexdigest() + ".hash") if self.folder else None

    def _load(self, key, content):
        path = self._path(key)
        if isinstance(content, SeedContent) and path and os.path.exists(path):
            with open(path) as file:
                words = file.read().split()
                return tuple(words) if len(words) == 2 else None
        return None

    def _compute(self, key, content):
        sha256, sha1 = hashlib.sha256(), hashlib.sha1(f"blob {content.size}\0".encode())
        for part in content.parts(0, content.size):
            sha256.update(part)
            sha1.update(part)
        result = (sha256.hexdigest(), sha1.hexdigest())
        path = self._path(key)
        if path and isinstance(content, SeedContent):
            os.makedirs(self.folder, exist_ok=True)
            with open(f"{path}.{os.getpid()}", "w") as file:
                file.write(" ".join(result))
            os.replace(f"{path}.{os.getpid()}", path)
        return result
