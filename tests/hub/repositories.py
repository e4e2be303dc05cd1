"""The world that the server shows: repositories from a JSON fixture, with their commits, trees and hashes.

Fixture: {"models": [{"id", "author"?, "downloads", "likes", "gated", "private", "disabled", "tags", "pipeline_tag",
"created", "modified", "gguf", "safetensors", "card", "files": [FILE...]}]}; see fixtures/*.json.
FILE: {"path", and one of "text", "size" (noise), "copy" (of a file, relative to the fixture) or "llama" (a header of
true shape in a quantization), "lfs": true/false (default: everything but texts), "xet": bool, "seed"}.
"""
import hashlib
import json
import os

import gguf_header
from content import FileContent, SeedContent, TextContent


class File:
    def __init__(self, repo_id, row, folder):
        self.path = row["path"]
        self.row = row
        self.key = (repo_id, json.dumps(row, sort_keys=True))
        seed = row.get("seed", f"{repo_id}/{self.path}")
        if "text" in row:
            self.content = TextContent(row["text"])
        elif "copy" in row:
            self.content = FileContent(os.path.join(folder, row["copy"]))
        elif "llama" in row:
            header, size = gguf_header.llama(**row["llama"])
            self.content = SeedContent(seed, size, header)
        else:
            self.content = SeedContent(seed, row["size"])
        self.lfs = row.get("lfs", "text" not in row)
        self.xet = row.get("xet", self.lfs)
        self.size = row.get("claimed_size", self.content.size)


class Repo:
    def __init__(self, row, folder):
        self.row, self.id = row, row["id"]
        self.files = [File(self.id, f, folder) for f in row.get("files", [])]
        self.trees = {}  # what was listed once
        self.by_path = {f.path: f for f in self.files}
        self.sha = row.get("sha") or hashlib.sha1(json.dumps(row, sort_keys=True).encode()).hexdigest()
        self.branches = {"main": self.sha, **row.get("branches", {})}

    def commit(self, revision):
        """The 40-hex commit that a revision names, or None."""
        if revision in self.branches:
            return self.branches[revision]
        return revision if revision in self.branches.values() else None


class World:
    def __init__(self, fixture_paths, hashes):
        self.hashes, self.repos = hashes, {}
        for path in fixture_paths:
            with open(path) as file:
                data = json.load(file)
            for row in data["models"]:
                self.repos[row["id"]] = Repo(row, os.path.dirname(os.path.abspath(path)))

    def sha256(self, file):
        return file.row.get("sha256") or self.hashes.of(file.key, file.content)[0]

    def oid(self, file):
        """git's id of what git holds: the file itself, or the text of its LFS pointer."""
        if not file.lfs:
            return self.hashes.of(file.key, file.content)[1]
        pointer = self.pointer(file)
        return hashlib.sha1(b"blob %d\0" % len(pointer) + pointer).hexdigest()

    def pointer(self, file):
        return (f"version https://git-lfs.github.com/spec/v1\noid sha256:{self.sha256(file)}\nsize {file.size}\n").encode()

    def tree_rows(self, repo, prefix, recursive, expand):
        folders = set()
        for file in repo.files:
            if prefix and not file.path.startswith(prefix + "/"):
                continue
            inside = file.path[len(prefix) + 1 :] if prefix else file.path
            parts = inside.split("/")
            for depth in range(1, len(parts)):
                folder = "/".join(([prefix] if prefix else []) + parts[:depth])
                if folder not in folders and (recursive or depth == 1):
                    folders.add(folder)
                    row = {"type": "directory", "oid": hashlib.sha1(folder.encode()).hexdigest(), "size": 0, "path": folder}
                    yield self._expanded(repo, row) if expand else row
            if recursive or len(parts) == 1:
                row = self.file_row(file)
                yield self._expanded(repo, row) if expand else row
        for row in repo.row.get("extra_rows", []):
            yield row

    def file_row(self, file):
        row = {"type": "file", "oid": file.row.get("oid") or self.oid(file), "size": file.size, "path": file.path}
        if file.lfs:
            row["lfs"] = {"oid": self.sha256(file), "size": file.size, "pointerSize": len(self.pointer(file))}
            if file.xet:
                row["xetHash"] = hashlib.sha256(self.sha256(file).encode()).hexdigest()
        return row

    def _expanded(self, repo, row):
        row["lastCommit"] = {"id": repo.sha, "title": "Add files", "date": repo.row.get("modified", "2026-01-01T00:00:00.000Z")}
        row["securityFileStatus"] = {"status": "safe", "avScan": None, "pickleImportScan": None}
        return row

    def model_row(self, repo, fields, full=False, blobs=False):
        """The row of /api/models: `fields` None gives the default ones."""
        row, out = repo.row, {"_id": hashlib.sha1(repo.id.encode()).hexdigest()[:24], "id": repo.id}
        values = {
            "author": repo.id.split("/")[0], "sha": repo.sha, "lastModified": row.get("modified", "2026-01-01T00:00:00.000Z"),
            "createdAt": row.get("created", "2026-01-01T00:00:00.000Z"), "private": row.get("private", False),
            "gated": row.get("gated", False), "disabled": row.get("disabled", False), "downloads": row.get("downloads", 0),
            "likes": row.get("likes", 0), "tags": row.get("tags", []), "pipeline_tag": row.get("pipeline_tag", "text-generation"),
            "library_name": row.get("library_name", "gguf"), "gguf": row.get("gguf"), "safetensors": row.get("safetensors"),
            "trendingScore": row.get("trending", 0), "cardData": row.get("card", {}), "spaces": [],
            "usedStorage": sum(f.size for f in repo.files), "modelId": repo.id,
        }
        names = fields or ["modelId", "private", "downloads", "likes", "tags", "pipeline_tag", "library_name", "createdAt"]
        if full and not fields:
            names = list(values) + ["siblings"]
        for name in names:
            if name == "siblings":
                out["siblings"] = [self.sibling(f, blobs) for f in repo.files]
            elif name in values and values[name] is not None:
                out[name] = values[name]
        return out

    def sibling(self, file, blobs):
        out = {"rfilename": file.path}
        if blobs:
            out.update(size=file.size, blobId=self.oid(file))
            if file.lfs:
                out["lfs"] = {"sha256": self.sha256(file), "size": file.size, "pointerSize": len(self.pointer(file))}
        return out
