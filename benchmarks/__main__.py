"""`python -m benchmarks [NAME ...] [--rounds N] [--scale S] [--json]`."""

import sys

from benchmarks import main

sys.exit(main())
