"""The shipped configuration: facts and defaults that come with the product, each read when asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

import pdca
from pdca.catalog.board.policy import read_policy
from pdca.catalog.board.programmes import FOLDER, read_programmes
from pdca.catalog.facts import (
    read_common_passwords,
    read_grades,
    read_holidays,
    read_norms,
    read_roles,
    read_words,
)
from pdca.catalog.files.problems import Problems
from pdca.catalog.files.toml_tables import read_toml
from pdca.catalog.language import Language, read_language
from pdca.catalog.vocabulary import Vocabulary
from pdca.domain.actions.grade import Grade
from pdca.domain.calendar.days import SchoolHolidays
from pdca.domain.cycles.programme import Programme, Words
from pdca.domain.errors import Misconfigured
from pdca.domain.norms.norm import NormLibrary
from pdca.domain.notices.policy import Policy


def shipped_folder() -> Path:
    """Find the configuration inside the installed package, or at the root of a checkout."""
    package = Path(pdca.__file__).parent
    inside = package / "_shipped" / "config"
    return inside if inside.is_dir() else package.parent / "config"


class Shipped:
    """The configuration of an installation; a mistake in it raises Misconfigured on first use."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or shipped_folder()
        self._languages: dict[str, Language] = {}
        if not self.folder.is_dir():
            raise Misconfigured("there is no configuration folder '{folder}'", folder=str(self.folder))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Return the Dutch and English words for codes."""
        return Vocabulary(read_words(self.folder))

    @cached_property
    def roles(self) -> Mapping[str, Words]:
        """Return the roles by code."""
        return read_roles(self.folder)

    @cached_property
    def grades(self) -> Mapping[str, Grade]:
        """Return the grades by code."""
        return read_grades(self.folder)

    @cached_property
    def school_holidays(self) -> SchoolHolidays:
        """Return the school holidays of all regions."""
        return read_holidays(self.folder)

    @cached_property
    def norms(self) -> NormLibrary:
        """Return all norms."""
        return read_norms(self.folder)

    @cached_property
    def requirements(self) -> frozenset[str]:
        """Return every requirement as it is referred to, such as `ISO:9.2`."""
        return frozenset(f"{norm.code}:{one.code}" for norm in self.norms.norms for one in norm.requirements)

    @cached_property
    def policy(self) -> Policy:
        """Return the policy that holds when a board brings none."""
        problems = Problems()
        table = read_toml(self.folder / "policies" / "default.toml", "policies/default.toml", problems)
        policy = Policy() if table is None else read_policy(table, Policy(), self.vocabulary)
        self._refuse(problems)
        return policy

    @cached_property
    def programmes(self) -> tuple[Programme, ...]:
        """Return the programmes that run when a board brings none."""
        problems = Problems()
        programmes = read_programmes(self.folder / FOLDER, self.vocabulary, problems)
        self._refuse(problems)
        return programmes

    @cached_property
    def common_passwords(self) -> frozenset[str]:
        """Return what many people think of first when they need a password."""
        return read_common_passwords(self.folder)

    def language(self, locale: str) -> Language:
        """Return the language in which to say things; Dutch unless the locale is English."""
        name = "en" if locale.lower().startswith("en") else "nl"
        if name not in self._languages:
            self._languages[name] = (
                Language(name, self.vocabulary)
                if name == "en"
                else read_language(self.folder / "language" / f"{name}.toml", name, self.vocabulary)
            )
        return self._languages[name]

    def _refuse(self, problems: Problems) -> None:
        if problems.found:
            raise Misconfigured(
                "the configuration in {folder} is wrong: {fault}",
                folder=str(self.folder),
                fault=str(problems.found[0]),
            )
