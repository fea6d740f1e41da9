"""Clusters: one that does not answer, one that loses its workers, and what is waited for and what is not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from geodata.archive import cluster
from geodata.errors import ClusterError, UsageError


def double(number: int) -> int:
    """Return twice a number; workers import it."""
    return 2 * number


def test_work_comes_back_with_what_it_was_for() -> None:
    with cluster.connect("", workers=1, memory="1GB", dashboard="127.0.0.1:0") as client:
        assert sorted(cluster.spread(client, double, [1, 2, 3])) == [(1, 2), (2, 4), (3, 6)]
        assert list(cluster.spread(client, double, [])) == []


@pytest.mark.parametrize(
    ("changes", "kind", "said"),
    [
        ({"memory": "much"}, UsageError, "--memory much: is no amount of memory"),
        ({"dashboard": "no such host:1"}, ClusterError, "--dashboard no such host:1 an address of this machine"),
    ],
)
def test_a_cluster_that_cannot_be_had_here_is_said(changes: dict[str, str], kind: type[Exception], said: str) -> None:
    chosen = {"memory": "1GB", "dashboard": "127.0.0.1:0", **changes}
    with pytest.raises(kind, match=said), cluster.connect("", workers=1, **chosen):
        pass


def lose_workers(client: Any) -> None:
    """End the workers of a local cluster in a way in which Dask does not start them again."""
    for nanny in client.cluster.workers.values():
        client.sync(nanny.close)


def test_a_local_worker_that_dask_left_for_dead_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "LOOK_CLOSELY", 0.0)
    with cluster.connect("", workers=1, memory="1GB", dashboard="127.0.0.1:0") as client:
        lose_workers(client)
        assert client.nthreads() == {}
        monkeypatch.setattr(cluster, "REVIVAL_PATIENCE", 2.0)
        assert list(cluster.spread(client, double, [4])) == [(4, 8)]


def test_a_cluster_without_workers_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "LOOK_CLOSELY", 0.0)
    monkeypatch.setattr(cluster, "LOST_PATIENCE", 0.0)
    monkeypatch.setattr(cluster, "WORKERS_PATIENCE", 1)
    with cluster.connect("", workers=1, memory="1GB", dashboard="127.0.0.1:0") as client:
        with cluster.connect(client.scheduler.address, workers=1, memory="1GB") as other:
            lose_workers(client)
            with pytest.raises(ClusterError, match="no workers any more"):
                list(cluster.spread(other, double, [4]))
        with (
            pytest.raises(ClusterError, match="has no workers; start some"),
            cluster.connect(client.scheduler.address, workers=1, memory="1GB"),
        ):
            pass


@contextmanager
def listener(answer: bytes) -> Iterator[str]:
    """A program that is no scheduler: it takes connections and gives the same answer, or none."""
    held: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                held.append(connection)
                if answer:
                    connection.sendall(answer)
                    connection.close()

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
    for connection in held:
        connection.close()


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"])
def test_what_is_no_scheduler_is_said(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with (
        listener(answer) as address,
        pytest.raises(ClusterError, match="no Dask scheduler answers there"),
        cluster.connect(address, workers=1, memory="1GB"),
    ):
        pass
