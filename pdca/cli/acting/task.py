"""`pdca task`: every event of a task of a cycle, and the tasks that wait."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

import typer

from pdca.cli.acting.cycle_telling import tell_task_happened
from pdca.cli.acting.options import Finishing
from pdca.cli.acting.showing import cycle_document
from pdca.cli.terminal.desk import Desk
from pdca.cli.terminal.groups import Commands, new_app
from pdca.cli.terminal.options import OnBoard, command
from pdca.cli.terminal.printing import document, line, plain, rows_document, table
from pdca.cli.terminal.words import address
from pdca.domain.cycles.cycle import Cycle, PreviousChoice, Task, TaskState
from pdca.domain.cycles.machine import TaskEvent
from pdca.domain.cycles.tasks import TaskAct
from pdca.services.cycles.act_on_cycle import act_on_task, gates_of

EVENTS: Mapping[TaskEvent, str] = {
    TaskEvent.DONE: "it is done (--choice where it decides about an earlier cycle)",
    TaskEvent.WAIVE: "it is not needed this time (cycle owner: --reason)",
    TaskEvent.REASSIGN: "give it to somebody else (--to --reason)",
    TaskEvent.REOPEN: "it is not done after all (--reason)",
}


class TaskCommands(Commands):
    """The events of a task, by their Dutch words too."""

    word_groups = ("task_event",)


app = new_app(TaskCommands, no_args_is_help=True)
Id = Annotated[
    str, typer.Argument(metavar="ID", help="the task, such as internal-audit/PSL/2026-2027/appoint-team")
]


@app.callback()
def task() -> None:
    """Act on tasks of a cycle."""


def event_command(event: TaskEvent) -> Callable[..., None]:
    """Return the command for an event."""

    @command
    def act(desk: Desk, id: Id, given: Finishing) -> None:
        slug, shipped = desk.board(given.board), desk.runtime.shipped
        wanted = TaskAct(
            event=event,
            actor=given.actor,
            reason=given.reason,
            to=address(given.to) if given.to is not None else None,
            choice=desk.code("previous_cycle", PreviousChoice, given.choice),
        )
        now = desk.moment(slug, given.as_of)
        with desk.store.board(slug) as session:
            cycle = act_on_task(session, shipped, id, wanted, now)
            gates = gates_of(session, shipped, cycle.id, now)
            task = cycle.task(id.rpartition("/")[2])
            said = tell_task_happened(desk, session, event, task, cycle, gates)
            desk.warn_of_pupils(session, given)
        if desk.is_json:
            document(cycle_document(cycle, gates, desk))
        else:
            line(said)

    return act


for one, text in EVENTS.items():
    app.command(one.replace("_", "-"), help=text)(event_command(one))


@dataclass(frozen=True, kw_only=True)
class Choosing(OnBoard):
    """Which tasks to list."""

    of: Annotated[
        str | None, typer.Option("--of", parser=address, metavar="EMAIL", help="whose turn it is")
    ] = None


@app.command("list", help="the tasks that wait now")
@command
def show_all(desk: Desk, given: Choosing) -> None:
    """List the open tasks of the phases that cycles are in."""
    with desk.store.reading(desk.board(given.board)) as session:
        cycles = sorted(session.cycles(is_open=True), key=lambda one: one.id)
    waiting = [
        (cycle, task)
        for cycle in cycles
        for task in cycle.current_tasks()
        if task.state is TaskState.OPEN and given.of in (None, task.owner)
    ]
    if desk.is_json:
        rows_document({"id": cycle.task_id(task.code), **plain(task)} for cycle, task in waiting)
        return
    if not waiting:
        line(desk.say("No tasks."))
        return
    headers = [desk.say(one) for one in ("task", "due", "by", "what")]
    table(headers, [_cells(desk, cycle, task) for cycle, task in waiting])


def _cells(desk: Desk, cycle: Cycle, task: Task) -> list[object]:
    due = desk.day(cycle.phase(task.phase).due)
    return [cycle.task_id(task.code), due, task.owner or "-", task.title.in_language(desk.locale)]
