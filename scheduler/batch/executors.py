"""Where the runs of a batch are executed: in processes of this machine, or on the workers of a Dask cluster.

Whoever runs a batch knows one thing of them only: `submit`, as `concurrent.futures` has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, Protocol

PATIENCE = 30
"""Seconds for the first answer of a cluster."""


class Executor(Protocol):
    """Calls a function that can be imported with arguments that can be pickled, some time, somewhere."""

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]: ...


class NoCluster(Exception):
    """There is no cluster to work on: a key of the texts, and what it tells."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.key, self.values = key, values


@contextmanager
def local(at_once: int) -> Iterator[Executor]:
    """This machine: each run is a process of its own already, so threads that wait for them do."""
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="batch")
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class OfCluster:
    """The workers of a cluster as an executor; `places` of them can run something at once."""

    def __init__(self, executor: Executor, places: int) -> None:
        self._executor, self.places = executor, places

    def submit(self, function: Callable[..., Any], /, *arguments: Any) -> Future[Any]:
        return self._executor.submit(function, *arguments)


@contextmanager
def cluster(address: str) -> Iterator[OfCluster]:
    """The workers of the Dask scheduler at an address, which see the files under the same paths. Raises `NoCluster`."""
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster("no_cluster") from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as wrong:
        raise NoCluster("no_scheduler", address=address, reason=wrong) from None
    executor = client.get_executor(pure=False)
    try:
        yield OfCluster(executor, sum(client.nthreads().values()))
    finally:
        executor.shutdown(wait=False)
        client.close()
