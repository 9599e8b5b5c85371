"""Property tests draw the same cases at every run: a run tells about the change it tests, and never fails by chance.

`SCHEDULER_AGREEMENT_CASES=500 pytest` hunts with that many fresh ones instead.
"""

from hypothesis import settings

from tests.strategies import CASES

settings.register_profile("same", derandomize=True)
if not CASES:
    settings.load_profile("same")
