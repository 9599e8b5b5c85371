"""A process of ours ends with the one that started it, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler import isolation

STARTER = """
import subprocess, sys
from scheduler.isolation import isolated
child = subprocess.Popen(isolated("sleeper"), stdout=sys.stdout, start_new_session=True)
sys.stdin.read()
"""

SLEEPER = """
import os, threading
print(os.getpid(), flush=True)
threading.Event().wait()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="kills as POSIX does")
@pytest.mark.parametrize("by", ["SIGKILL", "SIGTERM", "its end"])
@pytest.mark.parametrize("told_by_the_system", [True, False])
def test_a_child_ends_with_its_parent(tmp_path: Path, by: str, told_by_the_system: bool) -> None:
    (tmp_path / "sleeper.py").write_text(SLEEPER)
    start = STARTER
    if not told_by_the_system:  # as on a Mac
        start = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n" + STARTER
        (tmp_path / "sleeper.py").write_text(
            "import os, threading\nfrom scheduler import isolation\nisolation.LOOK = 0.05\n"
            "threading.Thread(target=isolation._end_without, args=(int(os.environ['PARENT']),), daemon=True).start()\n"
            + SLEEPER
        )
        start = start.replace('isolated("sleeper")', 'isolated("sleeper", bound=False)')
        start = start.replace("child =", "import os; os.environ['PARENT'] = str(os.getpid()); child =")
    else:
        start = f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n" + STARTER
    root = str(Path(isolation.__file__).parents[1])
    parent = subprocess.Popen(
        [sys.executable, "-c", start],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
        cwd=root,
    )
    assert parent.stdin is not None and parent.stdout is not None
    assert int(parent.stdout.readline()) != parent.pid
    if by == "its end":
        parent.stdin.close()
    else:
        parent.send_signal(getattr(signal, by))
    parent.wait()
    assert parent.stdout.read() == ""  # the pipe is closed when nobody holds it any more: the child has gone
