from reports.tables.facts import build_facts


def test_the_build_that_was_timed_speaks_not_the_instruments():
    timed = {"name": "native", "version": "1.95.0", "profile": "release", "allocator": "system"}
    counted = {**timed, "allocator": "counting"}
    found = build_facts([{"commit": "0123456789"}], [timed, counted, {"name": "cpython", "version": "3.11.7"}])
    assert {"Commit": "01234567", "rustc": "1.95.0, release, system allocator", "Python": "3.11.7"} == found
