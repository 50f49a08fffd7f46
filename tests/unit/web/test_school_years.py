"""A school year and a reference in the text of a page stay on one line, and nothing else of the page changes."""

import pytest

from pdca.web.page.rendering import kept_together

YEAR = '<span class="nowrap">2026-2027</span>'


@pytest.mark.parametrize(
    ("html", "kept"),
    [
        ("<td>2026-2027</td>", f"<td>{YEAR}</td>"),
        (
            '<a href="/b/x/2026-2027" title="2026-2027">Interne audit 2026-2027</a>',
            f'<a href="/b/x/2026-2027" title="2026-2027"><span>Interne audit {YEAR}</span></a>',
        ),
        (
            "<p>Na 2026-2027 komt\n<b>2027-2028</b>.</p>",
            f'<p><span>Na {YEAR} komt\n</span><b><span class="nowrap">2027-2028</span></b>.</p>',
        ),
        (
            '<a href="/b/x/A-004">Nog 9 dagen voor A-004 Rooster</a>',
            '<a href="/b/x/A-004"><span>Nog 9 dagen voor <span class="nowrap">A-004</span> Rooster</span></a>',
        ),
        ('<span class="row-ref">A-004</span>', '<span class="row-ref">A-004</span>'),
        ("<p>12026-2027, 2026-11-13</p>", "<p>12026-2027, 2026-11-13</p>"),
    ],
)
def test_a_year_or_a_reference_in_a_text_is_kept_together(html: str, kept: str) -> None:
    assert kept_together(html) == kept


@pytest.mark.parametrize("name", ["textarea", "title", "option", "script", "style", "svg"])
def test_where_no_element_may_stand_the_text_stays_as_it_is(name: str) -> None:
    html = f'<{name} lang="nl">Van 2026-2027 <text>2027-2028</text></{name}>'
    assert kept_together(f"{html}<p>2026-2027</p>") == f"{html}<p>{YEAR}</p>"
