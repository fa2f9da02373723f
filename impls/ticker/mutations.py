"""What the gate opens every lane on beside its given: seeded mutations of its messages.

So no lane reads fixed offsets, skips what it should check, rounds, or swallows an error. Left out are the inputs on
which good libraries may differ (duplicate keys, faults inside values that nobody reads, nesting beyond a limit, a byte
order mark, ``-0`` as an id): our own lanes are held to one answer on those by the component's tests.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random

from impls.ticker.layout import STYLES, Parts, parts, reordered, spaced, text

__all__ = ["MUTATORS", "mutate", "mutations"]

_dump = json.JSONEncoder(ensure_ascii=False).encode
_DECIMALS = ('"b"', '"B"', '"a"', '"A"')
_NO_DECIMALS = (
    *("", ".", "-", "5.", ".5", "-.5", "1e5", "1E-7", "+1", "--1", "1-", "1_0", " 1", "1 ", "0x1F", "NaN", "Infinity"),
    *("1.2.3", "1,5", "\u0661\u0662", "1\u0663", "1.\u00b2", "12a", "1.5f", "99999999999999999999", f"0.{'1' * 19}"),
    *("9223372036854775808", "-9223372036854775809", "9.223372036854775808", f"0.{'0' * 19}"),
)
_BOUNDS = ("9223372036854775807", "-9223372036854775808", "9.223372036854775807", "-0", "-0.00", "0", f"0.{'0' * 18}")
_OTHER_TYPES = ("null", "true", "1.5", "-2.5e3", "[]", "{}", '"1"', "7", '""', "9223372036854775808", "[1]", '{"u":1}')
_NO_VALUES = (
    *("NaN", "Infinity", "-Infinity", "01", "-", "1.", ".5", "+1", "1e", "0x10", "1_000", "tru", "nul", "TRUE", "'1'"),
    *('"\t"', r'"\x41"', r'"\u12"', r'"\u12G4"', r'"\ud800"', r'"\udc00\ud800"', r'"\ud83dA"', '"', ""),
    *("[1,]", '{"a":1,}'),
)
_VALUES = ("null", "true", "-1.5e-7", "0", r'"x\"y"', "[]", "{}", '[1,"2",[3.0,{"u":4}],null]', '{"s":{"b":["]","}"]}}')
_KEYS = ("id", "conn_id", "tim", "time_", "bb", "", "\u00e9", "extraextraextraextra")
_ENDS = ("}", ",", "{}", "x", "\x00", "//", "/**/", "[]", " 1", '"')
_NO_OBJECTS = ("[]", "null", "0", '"spot.book_ticker"', "[{}]", "{}", " {} ", "", " ", "true", '{"result":[]}')
_NO_UTF_8 = (b"\x80", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xff", b"\xe2\x82", b"\xf0\x9f\x98")
_SYMBOL = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_STRUCTURE = '{}[]":,\\ \n0123456789.-+eEtfnu/'
_TEXT = "ABCXYZabcz0189_-/. \u00e9\u00df\u0416\u4e2d\u20ac\U0001f600\U0001d11e\u007f"


def mutations(n: int, updates: list[bytes], random: Random) -> list[bytes]:
    """``n`` mutated messages; each mutator gets its equal share, in turn."""
    return [mutate(updates[random.randrange(len(updates))], random, i) for i in range(n)]


def mutate(update: bytes, random: Random, i: int) -> bytes:
    """One mutation of a message that is a JSON object, by the mutator whose turn ``i`` is."""
    return MUTATORS[i % len(MUTATORS)](update, random)


def _order(update: bytes, random: Random) -> bytes:
    return text(reordered(parts(update), random), random.choice(STYLES)).encode()


def _white_space(update: bytes, random: Random) -> bytes:
    def gap() -> str:
        return "" if random.getrandbits(1) else "".join(random.choices(" \t\n\r", k=random.randrange(1, 12)))

    return spaced(reordered(parts(update), random), gap).encode()


def _escapes(update: bytes, random: Random) -> bytes:
    """Write some characters of keys and strings as escapes, in either case of the hex digits."""

    def escaped(value: str) -> str:
        if not value.startswith('"'):
            return value
        return '"' + "".join(_escape(c, random) if not random.randrange(6) else c for c in value[1:-1]) + '"'

    def walk(found: Parts) -> Parts:
        return [(escaped(k), escaped(v) if isinstance(v, str) else walk(v)) for k, v in found]

    return text(walk(parts(update))).encode()


def _escape(character: str, random: Random) -> str:
    code = f"{ord(character):04x}"
    return "\\u" + (code.upper() if random.getrandbits(1) else code)


def _symbol(update: bytes, random: Random) -> bytes:
    """Another pair: from nothing to 70 characters, with quotes, other scripts and characters beyond 16 bits."""
    name = "".join(random.choices(_TEXT + '"\\\n\t', k=random.randrange(71)))
    ascii_only = bool(random.getrandbits(1))  # then as \u escapes and surrogate pairs
    return _put(update, '"s"', json.dumps(name, ensure_ascii=ascii_only), random)


def _plain_symbol(update: bytes, random: Random) -> bytes:
    name = "".join(random.choices(_SYMBOL, k=random.randrange(1, 41)))
    return _put(update, '"s"', _dump(name), None)


def _number_lengths(update: bytes, random: Random) -> bytes:
    """Every number another length, all of them inside the bounds."""
    found = parts(update)
    for key in ('"time"', '"time_ms"'):
        found = _replaced(found, key, str(_number(random)))
    for key in ('"t"', '"u"'):
        found = _replaced(found, key, str(_number(random) * random.choice([1, 1, 1, -1]) or 1))
    for key in _DECIMALS:
        found = _replaced(found, key, _dump(_decimal(random)))
    return text(found).encode()


def _number(random: Random) -> int:
    return random.getrandbits(random.randrange(1, 64))


def _decimal(random: Random) -> str:
    decimals = random.randrange(19)
    digits = str(_number(random)).rjust(decimals + 1, "0")
    whole, fraction = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
    sign, zeros = random.choice(["", "", "-"]), "0" * random.choice([0, 0, 0, 1, 5, 30])
    return f"{sign}{zeros}{whole}.{fraction}" if decimals else f"{sign}{zeros}{whole}"


def _bounds(update: bytes, random: Random) -> bytes:
    """The very bounds: i64, 18 decimals, signs."""
    bounded = _put(update, random.choice(_DECIMALS), _dump(random.choice(_BOUNDS)), None)
    return _put(bounded, '"u"', random.choice(["9223372036854775807", "-9223372036854775808", "0"]), random)


def _no_decimal(update: bytes, random: Random) -> bytes:
    return _put(update, random.choice(_DECIMALS), _dump(random.choice(_NO_DECIMALS)), random)


def _unknown(update: bytes, random: Random) -> bytes:
    """Further keys, with values of every kind, at both levels."""

    def more(found: Parts) -> Parts:
        longer: Parts = [(k, v if isinstance(v, str) else more(v)) for k, v in found]
        for _ in range(random.randrange(4)):
            key = _dump(f"{random.choice(_KEYS)}{len(longer)}")
            longer.insert(random.randrange(len(longer) + 1), (key, random.choice(_VALUES)))
        return longer

    return text(more(parts(update)), random.choice(STYLES)).encode()


def _missing(update: bytes, random: Random) -> bytes:
    found = parts(update)
    i = random.randrange(len(found))
    key, value = found[i]
    if not isinstance(value, str) and value and random.getrandbits(2):
        gone = random.randrange(len(value))
        found[i] = key, value[:gone] + value[gone + 1 :]
    else:
        del found[i]
    return text(found).encode()


def _other_type(update: bytes, random: Random) -> bytes:
    keys = [k for k in _keys(parts(update)) if k not in {'"time"', '"t"'}]
    return _put(update, random.choice(keys or ['"channel"']), random.choice(_OTHER_TYPES), None)


def _no_value(update: bytes, random: Random) -> bytes:
    keys = ('"channel"', '"event"', '"time_ms"', '"u"', '"s"', *_DECIMALS)
    return _put(update, random.choice(keys), random.choice(_NO_VALUES), None)


def _no_utf_8(update: bytes, random: Random) -> bytes:
    return update.replace(b'"s":"', b'"s":"' + random.choice(_NO_UTF_8), 1)


def _cut(update: bytes, random: Random) -> bytes:
    return update[: random.randrange(len(update))]


def _no_end(update: bytes, random: Random) -> bytes:
    return update + random.choice(_ENDS).encode()


def _one_byte(update: bytes, random: Random) -> bytes:
    """One byte of the structure put in, taken out or exchanged; a digit may turn into another digit."""
    i, byte = random.randrange(len(update)), random.choice(_STRUCTURE).encode()
    return update[:i] + random.choice([byte, b""]) + update[i + random.getrandbits(1) :]


def _no_object(_update: bytes, random: Random) -> bytes:
    return random.choice(_NO_OBJECTS).encode()


def _put(update: bytes, key: str, value: str, random: Random | None) -> bytes:
    """The message with another value at ``key``; with a ``random`` in another order, too."""
    found = _replaced(parts(update), key, value)
    return text(reordered(found, random) if random else found).encode()


def _replaced(found: Parts, key: str, value: str) -> Parts:
    return [(k, value if k == key else v if isinstance(v, str) else _replaced(v, key, value)) for k, v in found]


def _keys(found: Parts) -> list[str]:
    return [name for k, v in found for name in (k, *([] if isinstance(v, str) else _keys(v)))]


MUTATORS: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(_order, _white_space, _escapes, _symbol, _plain_symbol, _number_lengths, _bounds, _unknown),
    *(_no_decimal, _missing, _other_type, _no_value, _no_utf_8, _cut, _no_end, _one_byte, _no_object),
    *(_order, _number_lengths, _plain_symbol),
)
