"""Defects by program: the developers' tracker says what becomes of them, idempotently."""

from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest
from ninja import Path, Router
from ninja.responses import Status
from pydantic import Field

from opora.accounts.access import ApiKey
from opora.api import shown
from opora.api.asked import DefectPatch, DefectPut, Line
from opora.api.keys import Key, came_in
from opora.api.problems import Denied, declared
from opora.flow import defects as flow
from opora.lib import pages
from opora.programme.access import defect_for_key, defects_for_key, reads_by_key, sets_by_key
from opora.programme.queries import waiting_of

router = Router(tags=["defects"])
READ, WRITE = Key("defects:read"), Key("defects:write")

TrackerKey = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:#-]{0,79}$", description="in the tracker")]


@router.get("", auth=READ, response={200: shown.DefectPage, **declared(404)})
def find(
    request: HttpRequest,
    status: Literal["", "found", "confirmed", "planned", "fixed", "wont_fix"] = "",
    after: Annotated[Line, Field(max_length=pages.LONGEST, description="where the page before ended")] = "",
    size: Annotated[int, Field(ge=1, le=100)] = 50,
) -> dict[str, Any]:
    """Defects, the newest first, with how many open tickets wait for each."""
    place = pages.read(after)
    if after and place is None:
        raise Http404("There is no such page; begin without after.")
    rows, following = defects_for_key(_reader(request), status, place, size)
    return {"defects": shown.defects(rows, waiting_of([row.pk for row in rows])), "after": following}


@router.get("/{key}", auth=READ, response={200: shown.DefectShown, **declared(404)})
def read(request: HttpRequest, key: TrackerKey) -> dict[str, Any]:
    """One defect by its key in the tracker."""
    return _shown(_reader(request), key)


@router.put("/{key}", auth=WRITE, response={200: shown.DefectShown, 201: shown.DefectShown, **declared(409)})
def put(request: HttpRequest, key: TrackerKey, body: DefectPut) -> Status[dict[str, Any]]:
    """Enter a defect (201), or say all that the tracker knows of it anew (200)."""
    writer, now = _writer(request), came_in(request)[1]
    said = body.dict(exclude={"status", "reason", "fixed_in", "url"})
    new = flow.put(writer, key, now, _becomes(body), tracker_url=body.url, **said)
    return Status(201 if new else 200, _shown(writer, key))


@router.patch("/{key}", auth=WRITE, response={200: shown.DefectShown, **declared(404, 409)})
def patch(request: HttpRequest, key: TrackerKey, body: DefectPatch) -> dict[str, Any]:
    """Say what changes of a defect."""
    writer, now = _writer(request), came_in(request)[1]
    row = defect_for_key(writer, key)
    if row is None:
        raise Http404
    said = body.dict(exclude={"status", "reason", "fixed_in"}, exclude_none=True)
    if "url" in said:
        said["tracker_url"] = said.pop("url")
    flow.patch(writer, row.pk, now, _becomes(body), **said)
    return _shown(writer, key)


def _becomes(body: DefectPut | DefectPatch) -> flow.Becomes | None:
    return flow.Becomes(body.status, body.reason, body.fixed_in) if body.status else None


def _shown(key: ApiKey, tracker_key: str) -> dict[str, Any]:
    row = defect_for_key(key, tracker_key)
    if row is None:
        raise Http404
    return shown.defects([row], waiting_of([row.pk]))[0]


def _reader(request: HttpRequest) -> ApiKey:
    key, _ = came_in(request)
    if not reads_by_key(key):
        raise Denied("not_allowed", f"{key.user} sees no defects: that role reads no tickets.")
    return key


def _writer(request: HttpRequest) -> ApiKey:
    key, _ = came_in(request)
    if not sets_by_key(key):
        raise Denied("not_allowed", f"{key.user} does not say what becomes of defects: lines 2 and 3 and the head do.")
    return key
