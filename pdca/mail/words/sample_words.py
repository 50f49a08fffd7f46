"""What the sample mails talk about, in both languages; the actions are those of the example board."""

from __future__ import annotations

from typing import Final

TITLES: Final = {
    "nl": {
        "A-003": "Ouders eerder informeren bij incidenten: werkafspraak en sjabloonbericht",
        "A-004": "Pleinrooster en toezicht in de kleine pauze herzien",
        "A-006": "Collegiale lesbezoeken: elke leerkracht twee keer per jaar",
        "A-007": "Registratie van mondelinge klachten in het klachtenlogboek",
        "A-008": "Tillift en vluchtroute gang B herkeuren en borgen in het onderhoudsplan",
        "A-010": "Goede praktijk dagstart delen met de andere scholen",
        "A-013": "Medicatieprotocol: dubbele controle en aftekenlijst werken niet in drie groepen",
        "A-015": "Werkdruk rond rapportperiodes: taakkalender per team",
        "A-029": "Analyse examenresultaten per vak met verbeterafspraak",
        "request": "Meer tijd: Pleinrooster en toezicht in de kleine pauze herzien",
        "team": "Wijs het auditteam aan (Interne audit 2026-2027)",
        "cycle": "Interne audit 2026-2027",
    },
    "en": {
        "A-003": "Inform parents earlier after incidents: working agreement and standard message",
        "A-004": "Review the playground rota and supervision in the short break",
        "A-006": "Peer lesson visits: every teacher twice a year",
        "A-007": "Register spoken complaints in the complaints log",
        "A-008": "Recertify the patient lift and escape route in corridor B",
        "A-010": "Share the good practice of the morning start with the other schools",
        "A-013": "Medication protocol: double check and sign-off list fail in three groups",
        "A-015": "Workload around report periods: task calendar per team",
        "A-029": "Analysis of exam results per subject with an improvement agreement",
        "request": "More time: Review the playground rota and supervision in the short break",
        "team": "Appoint the audit team (Internal audit 2026-2027)",
        "cycle": "Internal audit 2026-2027",
    },
}
WORDS: Final = {
    "nl": {
        "team_leader": "teamleider",
        "quality_coordinator": "kwaliteitscoördinator",
        "school_leader": "schoolleider",
        "effect": "de tillift is gekeurd tot 2028 en de vluchtroute staat in de maandronde",
        "moved": "Bram Uitgeester meldde de actie klaar op 20 november",
        "request": "Het rooster gaat eerst langs de MR",
        "handed": "Gert-Jan is tot de zomer met verlof",
        "answer": "Het nieuwe rooster moet er zijn vóór de donkere weken",
        "overview": "De Peilschaal",
    },
    "en": {
        "team_leader": "team leader",
        "quality_coordinator": "quality coordinator",
        "school_leader": "school leader",
        "effect": "the lift is certified until 2028 and the escape route is part of the monthly round",
        "moved": "Bram Uitgeester reported the action as done on 20 November",
        "request": "The rota goes to the council first",
        "handed": "Gert-Jan is on leave until the summer",
        "answer": "The new rota has to be there before the dark weeks",
        "overview": "De Peilschaal",
    },
}
