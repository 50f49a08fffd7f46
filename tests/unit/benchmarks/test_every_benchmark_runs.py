"""Every benchmark runs, at a size that measures nothing: what it checks about itself holds, and it reports."""

import json

import pytest

from benchmarks import main
from benchmarks.report import Cost, Report, Row, Size, middle
from benchmarks.runner import ALL

TINY = Size(rounds=1, scale=0.005)


@pytest.mark.parametrize("name", list(ALL))
def test_a_benchmark_runs_and_reports_what_it_measured(name: str) -> None:
    report = ALL[name](TINY)
    assert report.name == name
    assert all(row.cost.wall > 0 for row in report.rows)
    assert all(ratio > 0 for ratio in report.ratios.values())


def test_the_runner_prints_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["render", "--rounds", "1", "--scale", "0.005", "--json"]) == 0
    (report,) = json.loads(capsys.readouterr().out)
    assert report["name"] == "render"


def test_an_unknown_name_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["rendering"])
    assert "there is no benchmark rendering" in capsys.readouterr().err


def test_the_middle_is_the_median_of_each() -> None:
    costs = [Cost(wall=1, cpu=9), Cost(wall=2, cpu=8), Cost(wall=30, cpu=1)]
    assert middle(costs) == Cost(wall=2, cpu=8)


def test_a_table_shows_every_row_and_ratio() -> None:
    row = Row(what="ours", cost=Cost(wall=0.5, cpu=0.0002), remark="quick")
    text = Report(name="x", about="y", rows=(row,), ratios={"theirs / ours": 3.0}).as_text()
    assert "0.50 s" in text
    assert "200 us" in text
    assert "theirs / ours: 3.00" in text
