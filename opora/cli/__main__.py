"""`python -m opora.cli` is `opora`."""

import sys

from opora.cli import main

sys.exit(main())
