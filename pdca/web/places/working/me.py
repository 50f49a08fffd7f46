"""My details: in which language I read, who stands in for me, and when I am away."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from pdca.web.door.entrance import SignedIn
from pdca.web.places.working import details

router = APIRouter(prefix="/b/{board}/me")


@router.get("")
def my_details(visit: SignedIn) -> Response:
    """Show what is set for the reader."""
    return details.show(visit, visit.email)


@router.post("/language")
def my_language(visit: SignedIn) -> Response:
    """Set in which language the reader reads."""
    return details.set_language(visit, visit.email)


@router.post("/deputy")
def my_deputy(visit: SignedIn) -> Response:
    """Set who stands in for the reader."""
    return details.set_deputy(visit, visit.email)


@router.post("/absence")
def my_absence(visit: SignedIn) -> Response:
    """Note that the reader is away."""
    return details.note_absence(visit, visit.email)


@router.post("/absence/cancel")
def my_return(visit: SignedIn) -> Response:
    """Note that the reader is there after all."""
    return details.forget_absence(visit, visit.email)
