"""What `pdca serve` runs, as a program of its own, on a clock that starts so many minutes into the Monday."""

import sys
from datetime import timedelta

from pdca.bootstrap import Runtime
from pdca.clock import MovedClock
from pdca.scheduler.serve import serve
from pdca.settings import read_settings
from pdca.web.app import Web
from pdca.web.serving import free_port, served
from tests.builders.installation import MONDAY

if __name__ == "__main__":
    runtime = Runtime(read_settings(), clock=MovedClock(MONDAY + timedelta(minutes=int(sys.argv[1]))))
    serve(runtime, beside=served(Web(runtime), free_port(0)))
