"""A thread of a worker uses the database while a child of its pool is replaced."""

import os
import threading

import pytest
from django.db import connection

from comments.db import forks

pytestmark = pytest.mark.once


def exit_code_of_a_fork(code: list[int]) -> int:
    """What the list held when the child was made."""
    if not (pid := os.fork()):
        os._exit(code[0])
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_it_forks_no_child_while_a_thread_uses_the_database(transactional_db: None) -> None:
    gate, open_connections = forks.ForkGate(), [0]
    is_open, is_forking = threading.Event(), threading.Event()
    # What is registered last is called first, so this one sees the fork before the gate holds it.
    os.register_at_fork(before=is_forking.set)

    def use() -> None:
        with gate.using_database():
            connection.ensure_connection()
            open_connections[0] = 1
            is_open.set()
            is_forking.wait(10)
            for _ in range(200):  # long enough for a fork that does not wait
                connection.cursor().execute("select 1")
            open_connections[0] = 0

    thread = threading.Thread(target=use)
    thread.start()
    assert is_open.wait(10)
    assert exit_code_of_a_fork(open_connections) == 0
    thread.join()


def test_it_leaves_no_connection_to_the_children_that_are_forked_later(transactional_db: None) -> None:
    left = []

    def use() -> None:
        with forks.ForkGate().using_database():
            connection.ensure_connection()
        left.append(connection.connection)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert left == [None]


def test_it_forks_while_a_thread_waits_for_an_answer_from_outside(transactional_db: None) -> None:
    gate, is_outside, is_over = forks.ForkGate(), threading.Event(), threading.Event()
    left = []

    def ask() -> None:
        with gate.using_database():
            connection.ensure_connection()
            with forks.waiting_elsewhere():
                left.append(connection.connection)
                is_outside.set()
                is_over.wait(10)
            connection.ensure_connection()

    thread = threading.Thread(target=ask)
    thread.start()
    assert is_outside.wait(10)
    assert exit_code_of_a_fork([0]) == 0
    is_over.set()
    thread.join()
    assert left == [None]
