import pytest

from benchmarks.core.lines import python_lines, rust_lines

PYTHON = '''"""What it is,

at length."""

import os  # a comment beside code

# a comment


def add(a, b):
    """Docstring."""
    text = """a text
that is code"""
    return (
        a + b
    ), text
'''
RUST = """//! What it is.
#![deny(unsafe_code)]

/// Adds.
pub fn add(a: u8, b: u8) -> u8 { /* why */
    // why
    let text = "http://here";
    a + b
}

#[cfg(test)]
mod tests {
    #[test]
    fn adds() { assert_eq!(3, super::add(1, 2)); }
}

pub const TWO: u8 = 2;
"""


def test_python_is_counted_without_blank_lines_comments_and_docstrings():
    assert 7 == python_lines(PYTHON)
    assert 0 == python_lines('"""Only said."""\n')


def test_what_is_no_python_is_refused():
    with pytest.raises(SyntaxError):
        python_lines("def (")


def test_rust_is_counted_without_comments_and_tests():
    assert 6 == rust_lines(RUST)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('let a = r#"// no "comment""#;\n', 1),
        ("let a = '\"'; // one\nlet b = '\\'';\n", 2),
        ("#[cfg(test)]\nuse a::b;\nlet c = 1;\n", 1),
        ("#[cfg(all(test, not(loom)))]\nmod tests;\n", 0),
        ('#[cfg(feature = "python")]\npub mod python;\n', 2),
        ("fn a<'x>(s: &'x str) {}\n// no\n", 1),
    ],
)
def test_signs_within_texts_are_no_comments_and_tests_are_left_out(text, lines):
    assert lines == rust_lines(text)
