"""Property tests draw the same cases at every run: a run tells about the change it tests, and never fails by chance.

`SCHEDULER_AGREEMENT_CASES=500 pytest` hunts with that many fresh ones instead.
"""

from hypothesis import HealthCheck, settings

from tests.strategies import CASES

# Whatever the machine does, no test is judged by its speed.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
if not CASES:
    settings.load_profile("same")
