"""No file says where packages come from, where somebody's checkout stands, or who really exists."""

import re

from tests.house.tracked import project_lines

# Written in pieces, so that this file does not find itself.
SOURCES = re.compile(
    "|".join(
        (
            r"(?:pypi|pythonhosted)" + r"\.org",
            "registry" + r"\.npmjs",
            "deb" + r"\.debian",
            "index" + "-url[ =]",
            "find" + "-links[ =]",
            r"(?<![\w.])/" + r"simple/",
        )
    )
)
MACHINE = re.compile(r"(?<![\w.}])/" + r"(?:work/(?:main|shared)|root|home/\w|Users/\w|opt/pypi|tmp/brief)(?:/|\b)")
MAIL = re.compile(r"[\w.+-]+@[A-Za-z][\w-]*(?:\.[\w-]+)+")
SWITCHES = ("--no-emit-" + "index-url", "--no-emit-" + "find-links")


def test_no_file_names_a_package_index() -> None:
    named = []
    for place, line in project_lines():
        rest = line
        for switch in SWITCHES:
            rest = rest.replace(switch, "")
        if SOURCES.search(rest):
            named.append(f"{place}: {line.strip()[:100]}")
    assert not named


def test_no_file_names_a_folder_of_one_machine() -> None:
    assert not [f"{place}: {line.strip()[:100]}" for place, line in project_lines() if MACHINE.search(line)]


def test_every_mail_address_ends_in_example() -> None:
    real = [
        f"{place}: {address}"
        for place, line in project_lines()
        for address in MAIL.findall(line)
        if not address.rstrip(".-").endswith(".example")
    ]
    assert not real
