"""Every place of the web, in the order in which a request is compared with them."""

from __future__ import annotations

from pdca.web.places.actions import adding, handing_over, lists, one, searching, talking, wheel_board
from pdca.web.places.coming_in import (
    front,
    help,
    look,
    mail_link,
    password,
    school,
    second_step,
    sign_in,
    which_board,
)
from pdca.web.places.cycles import lists as cycle_lists
from pdca.web.places.cycles import one as one_cycle
from pdca.web.places.cycles import record
from pdca.web.places.keeping import history, imports, mail_log, plan, policy, setup, trust, why
from pdca.web.places.seeing import calendars, overview, year
from pdca.web.places.stage import demo
from pdca.web.places.working import inbox, me, my_second_step, my_sign_in, next_mail
from pdca.web.places.working import people as led_people

PLACES = (
    front.router,
    look.router,
    help.router,
    second_step.router,
    password.router,
    which_board.router,
    school.router,
    sign_in.router,
    mail_link.router,
    inbox.router,
    me.router,
    next_mail.router,
    my_sign_in.router,
    my_second_step.router,
    led_people.router,
    why.router,
    trust.router,
    mail_log.router,
    history.router,
    overview.router,
    policy.router,
    imports.router,
    plan.router,
    setup.router,
    year.router,
    calendars.router,
    cycle_lists.router,
    one_cycle.router,
    record.router,
    searching.router,
    talking.router,
    handing_over.router,
    lists.router,
    adding.router,
    wheel_board.router,
    one.router,
)
STAGE_PLACES = (demo.router,)
"""What only a demo has."""
