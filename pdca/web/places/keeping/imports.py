"""Bringing a board folder in, and taking it along: first everything that would change, then, if it is right, so."""

from __future__ import annotations

import io
import secrets
import tempfile
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from pdca.catalog.export import write_folder
from pdca.catalog.upload import BadUpload, read_upload
from pdca.domain.errors import BadFolder, BadInput, Message, NotFound, Problem
from pdca.domain.folder import BoardFolder
from pdca.domain.people.sight import Right, has_right
from pdca.services.access.limits import Limit
from pdca.services.boards.differences import Difference, differences
from pdca.services.boards.export import folder_of
from pdca.services.boards.load import LoadReport, load_folder
from pdca.services.boards.remarks import Remark, remarks
from pdca.services.boards.vacancies import Vacancy, vacancies_of
from pdca.services.ports import BoardSession
from pdca.services.situation import Situation
from pdca.web.door.entrance import SignedIn
from pdca.web.door.visit import Visit
from pdca.web.page.rendering import capital

router = APIRouter(prefix="/b/{board}/setup")

CHOOSE = Message("Choose at least one file.")
OTHER_BOARD = "This folder is of another board: its short name is '{slug}'."
CHANGED = Message("Something changed meanwhile: look at it once more before you take it over.")
GONE = Message("That trial is no longer kept: choose the files once more.")
ZIP = "application/zip"


@dataclass(slots=True)
class Trial:
    """A folder that was tried: what it holds, what it would change, and on which state of the board that was."""

    folder: BoardFolder
    report: LoadReport
    remarks: list[Remark]
    seq: int
    changes: list[Difference] = field(default_factory=list)


@router.get("/import")
def import_page(visit: SignedIn) -> Response:
    """Show where files are chosen."""
    _require(visit)
    return _page(visit)


@router.post("/import")
def try_import(visit: SignedIn) -> Response:
    """Try a folder: say everything that is wrong with it, or everything that it would change."""
    _require(visit)
    files = [
        (one.filename or "", one.file.read()) for one in visit.filled.files.get("files", ()) if one.filename
    ]
    if not files:
        visit.filled.fault("files", CHOOSE)
        return _page(visit, status=422)
    try:
        with visit.reading() as situation:
            current = folder_of(situation.session)
        with tempfile.TemporaryDirectory(prefix="pdca-import-") as at:
            folder = read_upload(files, current, visit.site.runtime.shipped, Path(at))
        if folder.board.slug != visit.board:
            raise BadInput(OTHER_BOARD, slug=folder.board.slug)
        tried = _tried(visit, folder)
    except BadFolder as error:
        return _page(visit, status=422, **_told(visit, error))
    except BadInput as error:
        visit.filled.fault("files", error.message)
        return _page(visit, status=422)
    id = secrets.token_urlsafe(12)
    visit.site.background.keep(id, visit.email, tried)
    return visit.go(f"/b/{visit.board}/setup/import/{id}")


@router.get("/import/{id}")
def look_at_trial(visit: SignedIn, id: str) -> Response:
    """Show what a folder would change."""
    _require(visit)
    trial = _trial(visit, id)
    if trial is None:
        return visit.go(f"/b/{visit.board}/setup/import", GONE)
    return visit.page(
        "keeping/trial.html.j2",
        title=visit.words.say("What would change"),
        here="setup",
        help="import",
        trial=trial,
        id=id,
    )


@router.post("/import/{id}")
def take_over(visit: SignedIn, id: str) -> Response:
    """Take a folder over, exactly as it was shown."""
    _require(visit)
    trial = _trial(visit, id)
    if trial is None:
        return visit.go(f"/b/{visit.board}/setup/import", GONE)
    with visit.reading() as situation:
        seq, _ = situation.session.head()
    if seq != trial.seq:
        visit.site.background.keep(id, visit.email, _tried(visit, trial.folder))
        return visit.go(f"/b/{visit.board}/setup/import/{id}", CHANGED)
    runtime = visit.site.runtime
    load_folder(runtime.store, runtime.shipped, trial.folder, visit.now, actor=visit.email)
    visit.site.background.forget(id)
    return visit.go(f"/b/{visit.board}/setup/import", Message("Taken over, exactly as it was shown."))


@router.get("/export.zip")
def export(visit: SignedIn) -> Response:
    """Hand out the board as the folder that would load it."""
    _require(visit)
    visit.site.limits.take(Limit.EXPORT, visit.now, visit.board, visit.email)
    with visit.reading() as situation:
        folder = folder_of(situation.session)
    packed = io.BytesIO()
    with tempfile.TemporaryDirectory(prefix="pdca-export-") as at:
        place = Path(at) / visit.board
        write_folder(folder, place)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(place.rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(place.parent))
    name = f'attachment; filename="{visit.board}.zip"'
    return Response(packed.getvalue(), media_type=ZIP, headers={"content-disposition": name})


def _tried(visit: Visit, folder: BoardFolder) -> Trial:
    runtime = visit.site.runtime
    with visit.reading() as situation:
        seq, _ = situation.session.head()
    changes: list[Difference] = []
    vacant: list[Vacancy] = []

    def look(session: BoardSession) -> None:
        changes.extend(differences(session, seq))
        vacant.extend(vacancies_of(Situation(session, runtime.shipped, visit.now)))

    report = load_folder(runtime.store, runtime.shipped, folder, visit.now, dry_run=True, look=look)
    found = remarks(folder, report, runtime.shipped, visit.now, vacant)
    return Trial(folder, report, found, seq, changes)


def _trial(visit: Visit, id: str) -> Trial | None:
    found = visit.site.background.find(id, visit.email)
    is_mine = (
        found is not None
        and isinstance(found.result, Trial)
        and found.result.folder.board.slug == visit.board
    )
    return found.result if found is not None and is_mine else None


def _require(visit: Visit) -> None:
    with visit.reading() as situation:
        if not has_right(situation.organisation, visit.email, Right.SET_UP, situation.today):
            raise NotFound("there is nothing here")


def _told(visit: Visit, error: BadFolder) -> dict[str, list[dict[str, str]]]:
    """Return every problem as a row: those of the files that came in, and what no longer fits in other tables."""
    uploaded = error.uploaded if isinstance(error, BadUpload) else {one.file for one in error.problems}
    problems = [_row(visit, one, one.file) for one in error.problems if one.file in uploaded]
    others = [_row(visit, one, _table(visit, one.file)) for one in error.problems if one.file not in uploaded]
    return {"problems": problems, "others": others}


def _row(visit: Visit, one: Problem, title: str) -> dict[str, str]:
    words = visit.words
    return {
        "title": title,
        "line": words.say("line {number}", number=one.line) if one.line else "",
        "column": words.language.column(one),
        "what": words.tell(one.message),
    }


def _table(visit: Visit, file: str) -> str:
    """Return what a table of the board is called that nobody chose, so that its file is not known to the reader."""
    code = visit.site.runtime.shipped.vocabulary.code("file", Path(file).stem)
    return file if code is None else capital(visit.words.word("file", code).replace("_", " "))


def _page(visit: Visit, status: int = 200, **values: Any) -> Response:
    return visit.page(
        "keeping/import.html.j2",
        title=visit.words.say("Bring a folder in"),
        status=status,
        here="setup",
        help="import",
        **{"problems": (), "others": (), **values},
    )
