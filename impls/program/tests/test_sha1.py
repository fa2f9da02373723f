"""Our SHA-1 against the standard's examples and hashlib's."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from impls.program.clients.sha1 import sha1


def test_the_standards_example():
    # FIPS 180-4, "abc"
    assert "a9993e364706816aba3e25717850c26c9cd0d89d" == sha1(b"abc").hex()


@given(st.binary(max_size=200))
def test_any_text_has_the_digest_of_hashlib(data):
    assert hashlib.sha1(data, usedforsecurity=False).digest() == sha1(data)
