"""The one file that knows Dask: a cluster, local or the user's, and work that is spread over it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import dask
import dask.bag
from dask.distributed import Client, KilledWorker, LocalCluster, Security, as_completed, futures_of
from dask.utils import parse_bytes
from distributed.core import rpc

from geodata.errors import ClusterError, DatelineError, UsageError

T = TypeVar("T")
R = TypeVar("R")

PATIENCE = 5
"""Seconds that a scheduler may take to answer."""
WORKERS_PATIENCE = 60
"""Seconds that a scheduler's first worker may take to come."""
DASHBOARD = "127.0.0.1:8787"
LOOK = 0.02
"""Seconds between two looks for what is done."""
LOOK_CLOSELY = 2.0
"""Seconds between two looks for workers that are lost."""
REVIVAL_PATIENCE = 15.0
"""Seconds in which Dask should have started a local worker again."""
LOST_PATIENCE = 300.0
"""Seconds that a cluster may be without any worker, as when its queue starts others."""


@contextmanager
def connect(scheduler: str, *, workers: int, memory: str, dashboard: str = DASHBOARD) -> Iterator[Client]:
    """Open a client of the user's cluster, or of one on this machine where no address is given.

    A local worker is a process with one thread and at most `memory`.  Raises ClusterError within some seconds when no
    scheduler answers, or none of its workers comes.
    """
    if not scheduler:
        with _quiet(), _local(workers, memory, dashboard) as cluster, Client(cluster) as client:
            yield client
        return
    with _quiet(), _client(scheduler) as client:
        try:
            client.wait_for_workers(1, timeout=WORKERS_PATIENCE)
        except TimeoutError as error:
            raise ClusterError(f"{scheduler}: has no workers; start some: dask worker {scheduler}") from error
        yield client


def _local(workers: int, memory: str, dashboard: str) -> LocalCluster:
    try:
        return LocalCluster(
            n_workers=workers,
            threads_per_worker=1,
            memory_limit=parse_bytes(memory),
            dashboard_address=dashboard,
            silence_logs=logging.CRITICAL,
        )
    except ValueError as error:
        raise UsageError(f"--memory {memory}: is no amount of memory, like 2GB ({error})") from error
    except (OSError, RuntimeError) as error:
        raise ClusterError(
            f"no cluster can be started on this machine ({error}); is there memory for {workers} workers, "
            f"and is --dashboard {dashboard} an address of this machine?"
        ) from error


def _client(scheduler: str) -> Client:
    try:
        # A client waits without end for a program that takes connections and says nothing.
        with ThreadPoolExecutor(1) as thread:  # the caller's own thread may have a loop of events that runs
            thread.submit(asyncio.run, asyncio.wait_for(_ask(scheduler), PATIENCE)).result()
        return Client(scheduler, timeout=PATIENCE, set_as_default=False)
    except Exception as error:  # another program's answer may be anything: it is taken for lengths of what follows
        known = isinstance(error, (OSError, ValueError))
        told = (str(error) or "no answer") if known else "another program does"
        raise ClusterError(
            f"{scheduler}: no Dask scheduler answers there ({told}); start one with `dask scheduler`, or leave "
            "--scheduler out for a cluster on this machine"
        ) from error


async def _ask(scheduler: str) -> None:
    arguments = Security().get_connection_args("client")
    async with rpc(scheduler, timeout=PATIENCE, connection_args=arguments) as one:
        await one.identity()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's talk of lost workers and full memory off the terminal: what matters is said as an outcome."""
    loggers = [logging.getLogger(name) for name in ("distributed", "tornado.application")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def spread(client: Client, work: Callable[[T], R], items: Sequence[T]) -> Iterator[tuple[T, R | ClusterError]]:
    """Yield each item with what the work makes of it, as it comes, in any order.

    An item that its workers died of comes with a ClusterError.  Errors of the work itself are raised, and what is not
    done yet is called off; so it is when the caller stops.
    """
    if not items:
        return
    bag = dask.bag.from_sequence(items, partition_size=1).map(work)
    with dask.config.set({"optimization.fuse.active": True}):
        kept = client.persist(bag)
    futures = {future.key: future for future in futures_of(kept)}
    numbers = {key: key[1] for key in futures}
    del kept
    try:
        for future in _completed(list(futures.values()), _Care(client)):
            yield items[numbers[future.key]], _outcome(future)
            futures.pop(future.key)
            future.release()
    finally:
        client.cancel(list(futures.values()), force=True)


def _completed(futures: Sequence[Any], care: _Care) -> Iterator[Any]:
    """Yield futures as they are done, and look after the workers in between."""
    done = as_completed(futures)
    while not done.is_empty():
        ready = done.next_batch(block=False)
        yield from ready
        if not ready:
            care.look()
            time.sleep(LOOK)


async def _settled(local: LocalCluster) -> None:
    await local


class _Care:
    """Sees to it that work which nobody is left to do is not waited for."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._looked = self._well = time.monotonic()

    def look(self) -> None:
        """Replace local workers that Dask did not start again; raises ClusterError where a cluster has none left.

        Dask leaves a process that dies in the moment of its start for dead.
        """
        now = time.monotonic()
        if now - self._looked < LOOK_CLOSELY:
            return
        self._looked = now
        there = len(self._client.nthreads())
        local = self._client.cluster
        wanted = len(local.worker_spec) if local is not None else 1
        if there >= wanted:
            self._well = now
        elif local is None and now - self._well > LOST_PATIENCE:
            raise ClusterError("the cluster has no workers any more; run the same again when it has: "
                               "what is finished is kept")  # fmt: skip
        elif local is not None and now - self._well > REVIVAL_PATIENCE:
            local.scale(there)
            local.sync(_settled, local)  # otherwise the new worker would have the name of the lost one, and not come
            local.scale(wanted)
            self._well = now


def _outcome(future: Any) -> Any:
    if future.status == "finished":
        return future.result()[0]
    if future.status != "error":
        raise ClusterError("the scheduler was lost; run the same again: what is finished is kept")
    error = future.exception()
    if isinstance(error, KilledWorker):
        return ClusterError("its workers died of it, one after the other; they may need more memory each")
    if isinstance(error, DatelineError):
        raise error
    raise ClusterError(f"a worker failed: {type(error).__name__}: {error}") from error
