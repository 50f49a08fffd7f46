"""What people think of first when they need a password, made from words and rules of our own.

The words are everyday Dutch and English ones around a school; the rules are what is put behind them. No list of
anybody else went into it. The file `config/common-passwords.txt` is what comes out; a test holds it to that.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise, product

FIRST_OF_ALL = (
    "welkom welkomterug wachtwoord nieuwwachtwoord mijnwachtwoord password mypassword passwort geheim geheimpje "
    "toegang inloggen aanmelden login admin administrator beheer beheerder gebruiker user test tester tijdelijk "
    "start opstart nieuw standaard welcome changeme letmein letmeinnow iloveyou ikhouvanjou ikhouvanje sesamopenu "
    "computer laptop internet kantoor server default secret master qwerty azerty hallo hallohallo goedemorgen "
    "veranderme wijzigmij"
)
TIME = (
    "lente voorjaar zomer herfst najaar winter spring summer autumn januari februari maart april mei juni juli "
    "augustus september oktober november december january february march june july august october maandag dinsdag "
    "woensdag donderdag vrijdag zaterdag zondag monday tuesday wednesday thursday friday weekend vakantie "
    "zomervakantie kerstvakantie herfstvakantie voorjaarsvakantie meivakantie kerst kerstmis sinterklaas pasen "
    "koningsdag carnaval"
)
SCHOOL = (
    "school scholen basisschool middelbareschool speciaalonderwijs passendonderwijs onderwijs leerling leerlingen "
    "leerkracht leraar lerares docent docenten juf juffrouw meester mentor directeur directie teamleider rector "
    "conrector conciërge administratie kwaliteit kwaliteitszorg bestuur stichting inspectie ouders ouderraad "
    "kinderen klas klaslokaal lokaal groep groepacht rooster lesrooster rapport toets toetsweek examen eindexamen "
    "diploma huiswerk schoolplein gymzaal gymles aula bibliotheek lerarenkamer personeelskamer digibord "
    "schoolbord krijtje potlood schooljaar schoolgids schoolreis schoolfeest studiedag pauze pleinwacht rekenen "
    "taal lezen schrijven spelling aardrijkskunde geschiedenis biologie wiskunde nederlands engels frans duits "
    "muziek tekenen handvaardigheid teacher student students education classroom homework"
)
AROUND = (
    "amsterdam rotterdam utrecht denhaag eindhoven groningen tilburg almere breda nijmegen apeldoorn haarlem "
    "arnhem enschede amersfoort zaandam denbosch zwolle leiden maastricht dordrecht leeuwarden friesland drenthe "
    "overijssel flevoland gelderland zeeland brabant limburg nederland holland oranje ajax feyenoord voetbal "
    "hockey tennis fiets fietsen auto hond hondje kat poes poesje konijn paard vlinder bloem bloemen bloemetje "
    "zonnebloem zon zonnetje zonneschijn strand koffie chocolade pannenkoek appeltaart stroopwafel familie "
    "vrienden liefde geluk vakantiehuis football princess sunshine chocolate dragon monkey superman starwars"
)
ROWS = (
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "azertyuiop",
    "qsdfghjklm",
    "abcdefghijklmnopqrstuvwxyz",
)
COLUMNS = (
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgbyhnujm",
    "1qaz2wsx3edc4rfv",
    "q1w2e3r4t5y6u7i8o9p0",
    "zaq12wsxcde34rfv",
)
BEHIND = (
    "",
    "1",
    "12",
    "123",
    "1234",
    "12345",
    "123456",
    "0",
    "01",
    "02",
    "10",
    "11",
    "99",
    "007",
    "321",
    "abc",
)
YEARS = tuple(str(year) for year in range(2015, 2036))
SHORTEST = 6
HEAD = (
    "# What many people think of first when they need a password: made by rules from words of our own.",
    "# Made by tests/unit/access/made_passwords.py; change the words or the rules there, not this file.",
)


def made() -> list[str]:
    """Return the whole file, line by line."""
    everything = {*_words(), *_walks()}
    return [*HEAD, *sorted(one for one in everything if len(one) >= SHORTEST)]


def _words() -> Iterator[str]:
    first, time, school, around = (words.split() for words in (FIRST_OF_ALL, TIME, SCHOOL, AROUND))
    for word in (*first, *time, *school, *around):
        for behind in BEHIND:
            yield word + behind
    for word in (*first, *time):
        for year in YEARS:
            yield word + year
    for before, after in product((*first, *time), (*school[:30], *around[-40:])):
        yield before + after


def _walks() -> Iterator[str]:
    for row in ROWS:
        for line in (row, row[::-1]):
            for size in range(4, len(line) + 1):
                for behind in BEHIND:
                    yield line[:size] + behind
    for column in COLUMNS:
        for size in range(6, len(column) + 1):
            yield column[:size]
    for upper, lower in pairwise(ROWS):
        yield upper + lower
