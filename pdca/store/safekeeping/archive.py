"""The one file that a backup is: a zip with the database and a manifest that says what it must be."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from io import BufferedReader
from pathlib import Path

from pdca.domain.errors import Damaged, NotFound

DATABASE = "pdca.db"
MANIFEST = "manifest.json"

# All that reading a zip with flipped bytes was seen to raise.
_UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    TypeError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,
    NotImplementedError,
    struct.error,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds: its SHA-256, its schema, and the head of every board's chain."""

    sha256: str
    revision: str
    heads: Mapping[str, str]


def pack(database: Path, revision: str, heads: Mapping[str, str], file: Path) -> Manifest:
    """Write a database and its manifest into one file, which appears whole or not at all."""
    with database.open("rb") as content:
        manifest = Manifest(sha256=_sha256(content), revision=revision, heads=heads)
    draft = database.with_name("archive")
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.write(database, DATABASE)
        archive.writestr(MANIFEST, json.dumps(asdict(manifest), indent=2))
    draft.chmod(0o600)  # it holds everything that the database holds
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.replace(file)
    return manifest


def unpack(file: Path, database: Path) -> Manifest:
    """Take the database out of a backup; Damaged when it is not what the manifest says."""
    if not file.is_file():
        raise NotFound("there is no file '{file}'", file=str(file))
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = Manifest(**json.loads(archive.read(MANIFEST)))
            with archive.open(DATABASE) as inside, database.open("wb") as outside:
                shutil.copyfileobj(inside, outside)
    except _UNREADABLE as error:
        raise Damaged("'{file}' is no backup, or a damaged one", file=str(file)) from error
    with database.open("rb") as content:
        if _sha256(content) != manifest.sha256:
            raise Damaged("'{file}' is not what its manifest says", file=str(file))
    return manifest


def _sha256(content: BufferedReader) -> str:
    return hashlib.file_digest(content, "sha256").hexdigest()
