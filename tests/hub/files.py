"""/resolve on the Hub's origin and the signed addresses of the CDN: redirects, ranges, validators, faults of bodies."""
import gzip
import hashlib
import re
import time
from urllib.parse import parse_qs, quote, unquote, urlsplit

import api


def requested_range(handler, size):
    """(start, end, whether a range was asked for); end <= start for one that cannot be satisfied."""
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", handler.headers.get("Range") or "")
    if not match or match.group(0) == "bytes=-":
        return 0, size, False
    first, last = match.groups()
    if not first:
        return max(0, size - int(last)), size, True
    return int(first), min(size, int(last) + 1) if last else size, True


def serve_hub(handler, state):
    parts = urlsplit(handler.path)
    handler.rate = {}
    if parts.path.startswith("/api/resolve-cache/models/"):
        repo_id, _, rest = unquote(parts.path[len("/api/resolve-cache/models/") :]).partition("/")
        owner_repo, commit, path = (lambda s: (f"{repo_id}/{s[0]}", s[1], s[2]))(rest.split("/", 2))
    else:
        left, _, right = parts.path.lstrip("/").partition("/resolve/")
        owner_repo = unquote(left)
        revision, _, path = right.partition("/")
        commit, path = unquote(revision), unquote(path)
    repo = api.access(handler, state, owner_repo)
    if repo is None or not api.may_read_files(handler, repo):
        return
    commit = repo.commit(commit)
    if commit is None:
        return api.refuse(handler, "revision", repo.id)
    file = repo.by_path.get(path)
    if file is None:
        return api.refuse(handler, "entry", repo.id, {"X-Repo-Commit": commit})
    start, end, _ = requested_range(handler, file.size)
    fault = state.faults.find("hub", handler.command, handler.path, start, end)
    if fault and api.answer_fault(handler, state, fault):
        return
    if api.limited(handler, state, "resolvers"):
        return
    if file.lfs:
        return redirect_to_cdn(handler, state, repo, file, commit, fault)
    etag = f'"{state.world.oid(file)}"'
    if not parts.path.startswith("/api/resolve-cache/"):
        to = f"/api/resolve-cache/models/{repo.id}/{commit}/{quote(path)}?etag={quote(etag)}"
        return handler.answer(307, b"Temporary Redirect. Redirecting to " + to.encode(),
                              {"Location": to, "ETag": etag, "X-Repo-Commit": commit, "X-Linked-Size": str(file.size)})
    if handler.headers.get("If-None-Match") == etag:
        return handler.answer(304, b"", {"ETag": etag, "X-Repo-Commit": commit})
    send_file(handler, state, file, fault, {"ETag": etag, "X-Repo-Commit": commit, "Content-Type": "text/plain; charset=utf-8"})


def redirect_to_cdn(handler, state, repo, file, commit, fault):
    expires = int(time.time() + state.settings["url_lifetime_s"])
    sha = state.world.sha256(file)
    signature = hashlib.sha256(f"{sha}{expires}".encode()).hexdigest()[:16]
    name = quote(f'attachment; filename="{file.path.split("/")[-1]}"')
    location = (f"{state.cdn_origin}/xet-bridge/{quote(repo.id, safe='')}/{sha}?X-Xet-Cas-Uid=public&response-content-disposition={name}"
                f"&Expires={expires}&Policy=x&Signature={signature}&Key-Pair-Id=K&path={quote(file.path, safe='')}")
    headers = {"Location": location, "X-Repo-Commit": commit, "X-Linked-Size": str(file.size), "X-Linked-Etag": f'"{sha}"',
               "Content-Type": "text/plain; charset=utf-8", "Accept-Ranges": "bytes"}
    if fault and fault["do"] == "headers":
        headers.update(fault["headers"])
    handler.answer(302, ("Found. Redirecting to " + location).ljust(900).encode(), headers)


def serve_cdn(handler, state):
    parts = urlsplit(handler.path)
    query = parse_qs(parts.query)
    segments = parts.path.strip("/").split("/")
    repo = state.world.repos.get(unquote(segments[1])) if len(segments) == 3 else None
    file = repo.by_path.get(query.get("path", [""])[0]) if repo else None
    if file is None:
        return handler.answer(404, b"<Error><Code>NoSuchKey</Code></Error>", {"Content-Type": "application/xml"})
    expires = query.get("Expires", ["0"])[0]
    good = hashlib.sha256(f"{segments[2]}{expires}".encode()).hexdigest()[:16]
    if query.get("Signature", [""])[0] != good or float(expires) < time.time():
        return handler.answer(403, b"<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>",
                              {"Content-Type": "application/xml"})
    start, end, _ = requested_range(handler, file.content.size)
    fault = state.faults.find("cdn", handler.command, handler.path, start, end)
    if fault and api.answer_fault(handler, state, fault):
        return
    # As the Xet bridge: bodies carry an ETag only where a test asks for it.
    send_file(handler, state, file, fault, {"Content-Type": "application/octet-stream"})


def send_file(handler, state, file, fault, headers):
    size = file.content.size
    start, end, ranged = requested_range(handler, size)
    if start >= size and ranged:
        return handler.answer(416, b"", {"Content-Range": f"bytes */{size}"})
    do = fault["do"] if fault else ""
    if do == "ignore_range":
        start, end, ranged = 0, size, False
    shown_start, shown_total, length = start, size, end - start
    source = start
    if do == "wrong_start":
        shown_start, source = start + 1, start + 1
        end = min(size, end + 1)
        length = end - source
    if do == "wrong_total":
        shown_total = size + 4096
    if do == "other_bytes":
        source = (start + 7_777_777) % max(1, size - length + 1)
    if do == "extra":
        length += fault.get("bytes", 1000)
    if do == "headers":
        headers = {**headers, **fault["headers"]}
    if do == "gzip":
        body = gzip.compress(b"".join(bytes(p) for p in file.content.parts(0, min(size, 1 << 20))))
        return handler.answer(200, body, {**headers, "Content-Encoding": "gzip"})
    handler.send_response(206 if ranged else 200)
    for name, value in headers.items():
        if value is not None:
            handler.send_header(name, value)
    handler.send_header("Accept-Ranges", "bytes")
    if ranged:
        handler.send_header("Content-Range", f"bytes {shown_start}-{shown_start + (end - start) - 1}/{shown_total}")
    if do == "no_length":
        handler.close_connection = True
    else:
        handler.send_header("Content-Length", str(length))
    handler.end_headers()
    handler.wfile.flush()
    if handler.command == "HEAD":
        return
    send_body(handler, state, file, fault, start, source, end - start)


def send_body(handler, state, file, fault, start, source, length):
    do, at = (fault["do"], fault.get("at", start)) if fault else ("", 0)
    write = handler.connection.sendall
    position = start  # of the file as the client sees it
    cut = at if do in ("reset", "short", "stall", "drip", "flip") and start <= at < start + length else start + length
    for part in file.content.parts(source, source + length):
        while len(part):
            piece = part[: cut - position] if position < cut else part
            if len(piece):
                write(piece)
                state.sent(len(piece))
                position += len(piece)
                part = part[len(piece) :]
                continue
            if do == "reset":
                return handler.reset()
            if do == "short":
                handler.close_connection = True
                return None
            if do == "stall":
                time.sleep(fault.get("seconds", 600))
            if do == "drip":
                until = time.time() + fault.get("seconds", 600)
                while time.time() < until and len(part):
                    write(part[:1])
                    part, position = part[1:], position + 1
                    time.sleep(1)
            if do == "flip":
                write(bytes([part[0] ^ 0x10]))
                part, position = part[1:], position + 1
            cut = 1 << 62
    if do == "extra":
        write(b"x" * fault.get("bytes", 1000))
    return None
