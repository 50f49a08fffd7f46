"""Pages are served beside the engine in one process, which must not keep them waiting."""

import gc
import sys
from http.client import HTTPConnection

from pdca.web.serving import HOST, free_port, served
from tests.web.house import House


def test_threads_take_short_turns_as_long_as_pages_are_served(house: House) -> None:
    before, port = sys.getswitchinterval(), free_port(0)
    with served(house.web, port):
        assert sys.getswitchinterval() <= before / 5
        connection = HTTPConnection(HOST, port)
        connection.request("GET", "/sign-in")
        assert connection.getresponse().status == 200
        connection.close()
    assert sys.getswitchinterval() == before


def test_sweeps_of_everything_are_rare_as_long_as_pages_are_served(house: House) -> None:
    before = gc.get_threshold()
    with served(house.web, free_port(0)):
        assert gc.get_freeze_count() > 0, "what was loaded at the start is in no sweep"
        young, middle, old = gc.get_threshold()
        assert (young, middle) == before[:2]
        assert old >= 10 * before[2]
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
