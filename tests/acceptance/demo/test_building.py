"""Building the demo: repeatable, in a folder of its own, and usable by every other command afterwards."""

import json
import os
import shlex
import stat
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from pdca.bootstrap import open_runtime
from pdca.demo.build import TODAY, Demo, alive, build, occupied
from pdca.demo.look import look_at_day, look_back, next_day, standing_out
from pdca.demo.player import Player
from pdca.demo.story import Step, StoryBroken, read_story
from pdca.domain.actions.act import Act
from pdca.domain.actions.action import Phase
from pdca.domain.actions.machine import Event
from pdca.domain.errors import Misconfigured, Refused
from pdca.services.simulation.summary import Summary
from pdca.settings import read_settings

AT = "@dewaterlijn.example"
TWO_WEEKS = [TODAY + timedelta(days=number) for number in range(1, 15)]


def environment(demo: Demo) -> dict[str, str]:
    words = shlex.split(demo.environment.read_text(encoding="utf-8"))
    return dict(word.split("=", 1) for word in words if word != "export")


def heads_up_to(demo: Demo, last: date) -> list[str]:
    with demo.runtime.store.reading(demo.slug) as session:
        return [event.hash for event in session.events() if event.at.date() <= last]


def test_the_same_story_gives_the_same_chain_of_events(demo: Demo, later_demo: Demo) -> None:
    assert heads_up_to(demo, TODAY) == heads_up_to(later_demo, TODAY)
    assert len(heads_up_to(demo, TODAY)) > 400


def test_where_a_demo_runs_no_other_is_built_until_it_stopped(folder: Path) -> None:
    with occupied(folder), pytest.raises(Refused, match="a demo is running in"), occupied(folder):
        pass
    with occupied(folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_engine_runs_on_for_two_weeks_while_nobody_acts(later_demo: Demo) -> None:
    assert later_demo.days_after() == TWO_WEEKS
    assert later_demo.today == date(2026, 12, 7)
    looks = {day: look_at_day(later_demo, day) for day in TWO_WEEKS}
    assert not [day for day, look in looks.items() if look.mails and day.weekday() > 4]
    escalated = {
        (day.isoformat(), notice.item, name)
        for day, look in looks.items()
        for name, notice in look.escalations
    }
    assert ("2026-11-27", "A-004", "Inge Marsdiep") in escalated
    assert ("2026-12-04", "A-015", "Esra Demirtas") in escalated
    overviews = {
        (mail.email, notice.item)
        for mail in looks[date(2026, 12, 1)].mails
        for notice in mail.notices
        if notice.step == "overview"
    }
    assert overviews == {(f"s.mulderink{AT}", "overview/SLH-ARB/2026-12")}  # for the team leader, who is away
    assert later_demo.runtime.store.verify(later_demo.slug) == []


def test_somebody_has_something_to_see(demo: Demo, later_demo: Demo) -> None:
    seen: Summary = look_back(demo, TODAY)
    assert (seen.cycles_opened, seen.cycles_closed, seen.undeliverable) == (22, 1, 0)
    said = [str(message) for message in standing_out(demo)]
    assert "results-final/PSL/2026-2027 is ready; Carolien Bosmade can close it" in said
    assert "B-010 went up to the board: Marijke Oldenhuis was asked to help on 2026-11-12" in said
    assert len(standing_out(later_demo)) > len(said)
    assert next_day(demo) == date(2026, 11, 24)


def test_other_commands_find_the_demo_and_its_clock(demo: Demo) -> None:
    assert stat.S_IMODE(demo.environment.stat().st_mode) == 0o600
    runtime = open_runtime(read_settings(environment(demo), Path(os.devnull)))
    behind = runtime.clock.now() - demo.starts
    assert timedelta(0) <= behind < timedelta(hours=1)
    assert runtime.store.boards() == ["waterlijn"]
    assert runtime.links.key
    assert alive(demo).clock.now() - demo.starts < timedelta(minutes=1)


def test_a_moved_clock_needs_captured_mail(demo: Demo) -> None:
    with pytest.raises(Misconfigured, match="PDCA_CLOCK_AHEAD"):
        read_settings({**environment(demo), "PDCA_SMTP_URL": "smtp://mail.example"}, Path(os.devnull))


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "report.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Refused, match="holds something else"):
        build(tmp_path)
    assert (tmp_path / "report.txt").read_text(encoding="utf-8") == "mine"


def test_a_step_that_goes_otherwise_than_the_story_breaks_it(later_demo: Demo) -> None:
    now = later_demo.starts
    snooze = Act(event=Event.SNOOZE, actor=f"s.holtwijk{AT}", until=now.date())
    refused = Act(event=Event.SECURE, actor=f"s.holtwijk{AT}", secured_in="nergens")
    with Player(later_demo.runtime, later_demo.board) as player:
        with pytest.raises(StoryBroken, match="this was to be refused"):
            player.do(Step(now.date(), "B-014", snooze, refused="four eyes"), now)
        with pytest.raises(StoryBroken, match="secure is not possible there"):
            player.do(Step(now.date(), "B-014", refused), now)
        with pytest.raises(StoryBroken, match="secure is not possible there"):
            player.do(Step(now.date(), "B-014", refused, refused="four eyes"), now)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("actions.toml", '[[action]]\nref = "A-999"\n', "A-999 does not stand in actions.csv"),
        ("older.toml", '[[action]]\nref = "B-1"\ncolour = "red"\n', "there is no 'colour' here"),
        (
            "cycles.toml",
            '[[cycle]]\nid = "x/y/z"\nsteps = [{on = 2027-01-01, who = "a", does = "advance"}]\n',
            "lies outside the story",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_named(
    demo: Demo, tmp_path: Path, name: str, text: str, fault: str
) -> None:
    for table in ("older", "actions"):
        (tmp_path / f"{table}.toml").write_text("action = []\n", encoding="utf-8")
    (tmp_path / "cycles.toml").write_text("cycle = []\n", encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(StoryBroken, match=fault):
        read_story(tmp_path, demo.board, demo.story.first, demo.story.last)


def test_the_command_builds_it_and_says_what_to_try(folder: Path) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PDCA_")}
    command = [
        sys.executable,
        "-m",
        "pdca",
        "--lang",
        "nl",
        "demo",
        "--no-serve",
        "--days",
        "1",
        "--folder",
        str(folder),
    ]
    done = subprocess.run(
        command, env=own, cwd=folder.parent, capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert "Wat er gebeurde sinds 17 augustus 2026" in done.stdout
    assert "24-11-2026  mails: 2" in done.stdout
    assert f". {folder / 'demo.env'}" in done.stdout
    assert str(folder / "mail") in done.stderr
    again = subprocess.run([*command, "--json"], env=own, cwd=folder.parent, capture_output=True, check=True)
    document = json.loads(again.stdout)
    assert document["days"][0]["date"] == "2026-11-24"
    assert document["summary"]["cycles_opened"] == 22


def test_what_is_shown_of_an_action_is_what_the_story_left(demo: Demo) -> None:
    with demo.runtime.store.reading(demo.slug) as session:
        phases = {one.ref: one.phase for one in session.actions() if one.ref.startswith("B-0")}
    closed = {ref for ref, phase in phases.items() if phase is Phase.CLOSED}
    assert closed == {f"B-{number:03}" for number in (1, 2, 3, 4, 6, 7, 8, 17)}
    assert phases["B-009"] is Phase.CANCELLED


def test_the_next_day_as_advised_leaves_the_doctor_content(tmp_path: Path) -> None:
    folder, root = tmp_path / "demo", Path(__file__).parents[3]
    pdca = f"{shlex.quote(sys.executable)} -m pdca"
    own = {**os.environ, "PYTHONPATH": str(root)}
    shown = subprocess.run(
        shlex.split(f"{pdca} demo --no-serve --folder {shlex.quote(str(folder))}"),
        env=own,
        cwd=tmp_path,
        capture_output=True,
        check=True,
        encoding="utf-8",
    ).stdout
    (advice,) = [line.strip() for line in shown.splitlines() if "PDCA_CLOCK_AHEAD" in line]
    lines = [
        f". {shlex.quote(str(folder / 'demo.env'))}",
        f'pdca() {{ {pdca} "$@"; }}',
        advice,
        "pdca doctor --json",
    ]
    done = subprocess.run(
        ["sh", "-c", "\n".join(lines)],
        env=own,
        cwd=tmp_path,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Mails die klaarstaan: 2" in done.stdout
    document = json.loads(done.stdout[done.stdout.index("{") :])
    assert document["now"].startswith("2026-11-24T06:3")
    assert {one["area"] for one in document["findings"] if one["level"] != "ok"} == {"settings"}
