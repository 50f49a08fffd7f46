"""Pages are served beside the engine in one process, which must not keep them waiting."""

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
