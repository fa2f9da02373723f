"""Sums with known answers, over every way that needs no Rust; the other end of each channel is a thread here."""

from __future__ import annotations

import importlib
import os
import socket
import threading
import time
from types import SimpleNamespace

import pytest

from impls.boundary import channels, spec
from impls.boundary.sums import Sums


def lane(name):
    return importlib.import_module(f"impls.boundary.lanes.{name}")


@pytest.mark.parametrize("form", spec.FORMS)
@pytest.mark.parametrize("name", ["python", "python_best"])
def test_every_form_is_summed(name, form):
    params = {"as": form, "bytes": 64}
    blob = spec.make("carry", params, 7)
    stage = SimpleNamespace(params=params)
    job = lane(name).carry_main(spec.read("carry", params, blob), stage)
    payloads = spec.unframe(blob)
    if form in {"floats", "array"}:
        doubles = [memoryview(payload).cast("d").tolist() for payload in payloads]
        expected = [int(sum(found)) for found in doubles]
    else:
        expected = [sum(payload) for payload in payloads]
    assert expected == job.render(job.run())
    assert all(type(total) is int for total in job.render(job.run()))


@pytest.mark.parametrize("name", ["python", "python_best"])
def test_a_batch_is_records(name):
    messages = spec.read("batch", {}, spec.make("batch", {"messages": 3}, 1))
    job = lane(name).batch(messages)
    assert 3 == len(job.render(job.run()))
    assert 13 == len(job.render(job.run())[0])


def test_a_row_is_compared_as_a_record_is():
    (message,) = spec.read("batch", {}, spec.make("batch", {"messages": 1}, 1))
    plain = lane("python").batch([message])
    expected = plain.render(plain.run())
    assert expected == plain.render([tuple(record) for record in plain.run()])


def test_steps_answer_as_a_run_does():
    job = Sums(sum, [b"\1\2", b"\3"])
    for i in (0, 1, 2):
        job.step(i)
    assert [3, 3] == job.answer() == job.render(job.run())


def answered(read, write):
    """A server of sums that reads in the smallest pieces."""

    def exactly(count):
        found = b""
        while len(found) < count:
            if not (more := read(1)):
                return b""
            found += more
        return found

    while length := exactly(4):
        payload = exactly(int.from_bytes(length, "little"))
        for byte in sum(payload).to_bytes(8, "little"):
            write(bytes([byte]))


def test_a_socket_sums(tmp_path):
    path = str(tmp_path / "socket")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()

    def serve():
        stream, _ = listener.accept()
        with stream:
            answered(stream.recv, stream.sendall)

    thread = threading.Thread(target=serve)
    thread.start()
    with listener:
        channel = channels.Socket(path)
        assert [6, 510] == [channel.take(b"\1\2\3"), channel.take(b"\xff\xff")]
        channel.close()
        thread.join()


def test_a_server_that_goes_is_told(tmp_path):
    path = str(tmp_path / "socket")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen()
        channel = channels.Socket(path)
        stream, _ = listener.accept()
        stream.sendall(b"\0")
        stream.shutdown(socket.SHUT_WR)
        with pytest.raises(ConnectionError, match="the server has closed"):
            channel.take(b"\1")
        channel.close()
        stream.close()


def test_pipes_sum(tmp_path):
    there, back = str(tmp_path / "there"), str(tmp_path / "back")
    os.mkfifo(there)
    os.mkfifo(back)

    def serve():
        reading = os.open(there, os.O_RDONLY)
        writing = os.open(back, os.O_WRONLY)
        answered(lambda n: os.read(reading, n), lambda b: os.write(writing, b))
        os.close(reading)
        os.close(writing)

    thread = threading.Thread(target=serve)
    thread.start()
    channel = channels.Pipes(there, back)
    assert [6, 200_000] == [channel.take(b"\1\2\3"), channel.take(b"\2" * 100_000)]
    channel.close()
    thread.join()


def test_memory_sums(tmp_path):
    path = tmp_path / "memory"
    path.write_bytes(bytes(8 * channels.WORDS + 64))
    channel = channels.Memory(str(path))

    def serve():
        def word(i):
            with path.open("rb") as file:
                file.seek(8 * i)
                return int.from_bytes(file.read(8), "little")

        def write(i, value):
            with path.open("r+b") as file:
                file.seek(8 * i)
                file.write(value.to_bytes(8, "little"))

        for number in (1, 2):
            while word(0) != number:
                time.sleep(0.001)
            with path.open("rb") as file:
                file.seek(8 * channels.WORDS)
                write(3, sum(file.read(word(1))))
            write(2, number)

    thread = threading.Thread(target=serve)
    thread.start()
    assert [6, 9] == [channel.take(b"\1\2\3"), channel.take(b"\4\5")]
    thread.join()
    channel.close()


def test_of_a_cast_the_client_is_compared():
    good = {"server": {"answered": 4}, "client": [1]}
    assert spec.same("cross", {}, good, {"server": {"answered": 9}, "client": [1]}) is None
    assert spec.same("cross", {}, good, {"client": [2]}).where == "client[0]"


def native():
    return pytest.importorskip("impls._native").boundary


@pytest.mark.cargo
def test_a_buffer_that_cannot_be_borrowed_is_refused():
    with pytest.raises(ValueError, match="should be contiguous"):
        native().sum_buffer(memoryview(bytes(range(10)))[::2])
    with pytest.raises(BufferError):
        native().sum_array(b"12345678")


@pytest.mark.cargo
def test_a_borrowed_buffer_keeps_its_memory():
    held = bytearray(b"\1\2\3")
    assert 6 == native().sum_buffer(held)
    held.append(4)  # which a buffer that was not let go would forbid
    assert 10 == native().sum_buffer(held)
    assert 0 == native().sum_buffer(b"")


@pytest.mark.cargo
def test_a_batch_with_something_else_in_it_is_refused():
    with pytest.raises(ValueError, match="shape"):
        native().parse([b"{}"])
    with pytest.raises(TypeError):
        native().parse(["text"])
