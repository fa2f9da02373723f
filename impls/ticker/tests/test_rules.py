"""Each rule of the README, one message a case, in every lane of our own."""

from __future__ import annotations

import pytest
from answers import answers, update

RECORD = ["spot.book_ticker", "update", "1606293275723", "48733182", "BTC_USDT"]
RECORD += ["1917779", 2, "3341504", 10, "1917938", 2, "9", 2]
NESTED = '"s":"BTC_USDT","x":{}'


def record(**changed):
    """The row of the documented update with some columns exchanged."""
    columns = dict(enumerate(RECORD))
    places = {"channel": 0, "event": 1, "time_ms": 2, "update_id": 3, "symbol": 4, "bid": 5, "decimals": 6}
    return list((columns | {places[name]: value for name, value in changed.items()}).values())


def nested(levels):
    """The update with a value that is ``levels`` deep inside of two objects."""
    return update('"s":"BTC_USDT"', NESTED.format("[" * levels + "]" * levels))


ACCEPTED = {
    "as sent": (update(), record()),
    "white space around": (b" \t\r\n" + update() + b" \t\r\n", record()),
    "an unknown key": (update('"u":', '"x":{"u":[1,{"u":2}]},"u":'), record()),
    "the last of equal keys": (update('"u":48733182', '"u":"7","u":null,"u":48733182'), record()),
    "the last of equal objects": (update('"result":', '"result":{"u":1},"result":[],"result":'), record()),
    "an escaped key": (update('"u":', r'"\u0075":'), record()),
    "an escaped value": (update("BTC_USDT", r"\u0042TC\u005fUSDT\n\/"), record(symbol="BTC_USDT\n/")),
    "a surrogate pair": (update("BTC_USDT", r"\ud83d\ude00"), record(symbol="\U0001f600")),
    "characters of any script": (update("BTC_USDT", "\u4e2d\U0001f600\x7f"), record(symbol="\u4e2d\U0001f600\x7f")),
    "a symbol of 16 characters": (update("BTC_USDT", "A" * 16), record(symbol="A" * 16)),
    "a symbol of 1000 characters": (update("BTC_USDT", "A" * 1000), record(symbol="A" * 1000)),
    "an empty symbol": (update("BTC_USDT", ""), record(symbol="")),
    "another channel": (update("spot.book_ticker", "spot.x"), record(channel="spot.x")),
    "another event": (update('"update"', '""'), record(event="")),
    "the largest id": (update("48733182", "9223372036854775807"), record(update_id="9223372036854775807")),
    "the smallest id": (update("48733182", "-9223372036854775808"), record(update_id="-9223372036854775808")),
    "minus zero as id": (update("48733182", "-0"), record(update_id="0")),
    "zero as time_ms": (update("1606293275723", "0"), record(time_ms="0")),
    "a time that nobody asks for": (update('"time":1606293275,', '"time":-1.5e+400,'), record()),
    "no time at all": (update('"time":1606293275,', ""), record()),
    "an integer of 5000 digits that nobody asks for": (update('"t":1606293275123', '"t":' + "9" * 5000), record()),
    "trailing zeros": (update("19177.79", "19177.7900"), record(bid="191777900", decimals=4)),
    "leading zeros": (update("19177.79", "0019177.79"), record()),
    "5000 leading zeros": (update("19177.79", "0" * 5000 + "19177.79"), record()),
    "a decimal without a point": (update("19177.79", "19177"), record(bid="19177", decimals=0)),
    "a negative decimal": (update("19177.79", "-0.5"), record(bid="-5", decimals=1)),
    "minus zero": (update("19177.79", "-0.00"), record(bid="0", decimals=2)),
    "the largest decimal": (update("19177.79", "9223372036854775807"), record(bid="9223372036854775807", decimals=0)),
    "the smallest decimal": (
        update("19177.79", "-9.223372036854775808"),
        record(bid="-9223372036854775808", decimals=18),
    ),
    "an escaped decimal": (update("19177.79", r"1\u0039177\u002e79"), record()),
    "128 levels": (nested(126), record()),
}
REFUSED = {
    "json": {
        "nothing": b"",
        "white space": b"  ",
        "half a message": update()[:100],
        "something behind": update() + b"x",
        "a zero byte behind": update() + b"\0",
        "other white space": b"\x0b" + update(),
        "a byte order mark": b"\xef\xbb\xbf" + update(),
        "a trailing comma": update('"0.09"}', '"0.09",}'),
        "NaN": update("48733182", "NaN"),
        "-Infinity that nobody asks for": update('"time":1606293275,', '"time":-Infinity,'),
        "a leading zero": update("48733182", "048733182"),
        "a leading zero that nobody asks for": update('"time":1606293275,', '"time":01,'),
        "no digit behind the point": update("48733182", "1."),
        "a control character": update("BTC_USDT", "BTC\tUSDT"),
        "a quote inside of a long symbol": update("BTC_USDT", "A" * 20 + '"' + "A" * 11),
        "an unknown escape": update("BTC_USDT", r"\x41"),
        "half a surrogate pair": update("BTC_USDT", r"\ud83d"),
        "a surrogate pair the wrong way round": update("BTC_USDT", r"\ude00\ud83d"),
        "half a surrogate pair that nobody asks for": update('"u":', r'"x":"\ud83d","u":'),
        "half a surrogate pair in a key": update('"u":', r'"\udc00":1,"u":'),
        "half a surrogate pair that is overwritten": update('"u":', r'"s":"\ud800","u":'),
        "no UTF-8": update().replace(b"BTC", b"\xff"),
        "a surrogate in UTF-8": update().replace(b"BTC", b"\xed\xa0\x80"),
        "no UTF-8 that nobody asks for": update('"u":', '"x":"-","u":').replace(b'"-"', b'"\x80"'),
        "129 levels": nested(127),
        "100,000 levels": b"[" * 100_000,
    },
    "shape": {
        "an array": b"[" + update() + b"]",
        "null": b"null",
        "a string": b'"spot.book_ticker"',
        "an empty object": b"{}",
        "no channel": update('"channel":"spot.book_ticker",', ""),
        "no size": update(',"A":"0.09"', ""),
        "an id that is a string": update("48733182", '"48733182"'),
        "an id that is a fraction": update("48733182", "48733182.0"),
        "an id with an exponent": update("48733182", "4e7"),
        "an id that is true": update("48733182", "true"),
        "an id beyond 64 bits": update("48733182", "9223372036854775808"),
        "an id far beyond 64 bits": update("48733182", "1" * 5000),
        "an id far below 64 bits": update("48733182", "-" + "1" * 5000),
        "a price that is a number": update('"19177.79"', "19177.79"),
        "a price that is null": update('"19177.79"', "null"),
        "a result that is an array": update('"result":{', '"x":{').replace(b"}}", b'},"result":[]}'),
        "an empty result behind a full one": update('"0.09"}}', '"0.09"},"result":{}}'),
        "both a missing field and a bad decimal": update('"s":"BTC_USDT","b":"19177.79"', '"b":"x"'),
    },
    "decimal": {
        name: update("19177.79", text)
        for name, text in {
            "nothing": "",
            "a minus": "-",
            "a point": ".",
            "no digit before the point": ".5",
            "no digit behind the point": "5.",
            "an exponent": "1e5",
            "a plus": "+1",
            "a space": "1 ",
            "an underscore": "1_0",
            "a comma": "1,5",
            "two points": "1.2.3",
            "other digits": "\u0661",
            "a raised digit": "1\u00b2",
            "over 64 bits": "9223372036854775808",
            "under 64 bits": "-9223372036854775809",
            "19 decimals": "0.0000000000000000001",
            "19 decimals of zero": "0.0000000000000000000",
            "5000 digits": "1" * 5000,
        }.items()
    },
}
ROUTED = {
    "an update": (update(), record()),
    "an update in another order": (b'{"event":"update",' + update('"event":"update",', "")[1:], record()),
    "a login": (update("spot.book_ticker", "spot.login"), "login"),
    "a login and nothing else": (b'{"channel":"spot.login"}', "login"),
    "an escaped login": (rb'{"ch\u0061nnel":"spot\u002elogin"}', "login"),
    "the last of equal channels": (b'{"channel":"spot.login","channel":"x"}', "ignored"),
    "a reply": (update('"update"', '"subscribe"'), "ignored"),
    "an update without an event": (update('"event":"update",', ""), "ignored"),
    "another channel": (update("spot.book_ticker", "spot.trades"), "ignored"),
    "no channel": (b'{"event":"update"}', "ignored"),
    "an empty object": (b"{}", "ignored"),
    "a channel that is a number": (update('"spot.book_ticker"', "1"), "ignored"),
    "a channel that is a list": (update('"spot.book_ticker"', '["spot.login"]'), "ignored"),
    "an event that is null": (update('"update"', "null"), "ignored"),
    "a bad update": (update('"result":{', '"x":{'), {"error": "shape"}),
    "an update with a bad price": (update("19177.79", "x"), {"error": "decimal"}),
    "another channel with a bad price": (update("19177.79", "x").replace(b"book_ticker", b"x"), "ignored"),
    "an array": (b"[]", {"error": "shape"}),
    "a number": (b"-1", {"error": "shape"}),
    "a login that is cut": (b'{"channel":"spot.login"', {"error": "json"}),
    "another channel with half a surrogate pair": (rb'{"channel":"x","y":"\udead"}', {"error": "json"}),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_parse_accepts(own, name):
    message, expected = ACCEPTED[name]
    assert [expected] == answers(own, "parse", [message])


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind, named in REFUSED.items() for name in named])
def test_parse_refuses(own, kind, name):
    assert [{"error": kind}] == answers(own, "parse", [REFUSED[kind][name]])


@pytest.mark.parametrize("name", ROUTED)
def test_parse_mixed_routes(own, name):
    message, expected = ROUTED[name]
    assert [expected] == answers(own, "parse_mixed", [message])


def test_processing_goes_on_behind_an_error(lane):
    found = answers(lane, "parse_mixed", [update(), b"{", update()])
    assert [record(), record()] == [found[0], found[2]]
    assert {"error"} == found[1].keys()
