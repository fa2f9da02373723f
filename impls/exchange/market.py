"""A seeded market that speaks Gate.io's ``spot.book_ticker``: many pairs, random walks, Zipf-like activity, bursts.

Every number comes from ``random.Random(seed).getrandbits`` and integer arithmetic, so a seed gives the same bytes in
every Python version. The form of a message is the one that Gate.io documents for its WebSocket API v4::

    {"time":1606293275,"time_ms":1606293275723,"channel":"spot.book_ticker","event":"update","result":{"t":1606293275123,
     "u":48733182,"s":"BTC_USDT","b":"19177.79","B":"0.0003341504","a":"19179.38","A":"0.09"}}

(on one line, without white space). Prices carry their pair's number of decimals, sizes lose trailing zeros.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from random import Random
from zlib import crc32

from impls.exchange.capture import write

__all__ = ["SYMBOLS", "feed", "messages", "updates"]

_COINS = (
    "BTC ETH SOL XRP DOGE BNB ADA TRX LINK AVAX SHIB SUI TON XLM HBAR BCH DOT LTC UNI PEPE NEAR APT ICP ETC AAVE "
    "VET POL ATOM FIL ARB OP INJ RENDER IMX STX GRT TIA WIF FET LDO BONK SEI FLOKI JUP ALGO THETA RUNE ENA MKR QNT "
    "GALA SAND MANA AXS CHZ EOS XTZ FLOW NEO KAVA EGLD CRV SNX COMP DYDX ZEC DASH IOTA XMR KSM CAKE ENJ ONEINCH "
    "ZIL BAT LRC ANKR CELO HOT QTUM ICX ONT WAVES RVN SKL STORJ OCEAN BAND KNC YFI SUSHI BAL UMA REN NMR CVC POLS"
)
SYMBOLS: tuple[str, ...] = tuple(f"{coin}_USDT" for coin in _COINS.split())

# Where a price starts: (mantissa, decimals, decimals of a size). Pairs without an entry draw theirs from their name.
_KNOWN = {
    "BTC_USDT": (1917779, 2, 10),
    "ETH_USDT": (60412, 2, 8),
    "SOL_USDT": (15837, 2, 3),
    "DOGE_USDT": (341207, 6, 2),
    "SHIB_USDT": (24871, 9, 0),
    "PEPE_USDT": (1183402, 11, 0),
}
_FIRST_MS = 1606293275123
_LONGEST_SIZE = 19  # characters of a size at most: one digit, a point and 17 decimals stay below 2**63


class _Pair:
    """One currency pair: its name, its price in ticks of ``10**-decimals``, and its own rising update id."""

    __slots__ = ("decimals", "high", "lag_ms", "low", "price", "size_decimals", "spread", "symbol", "update")

    def __init__(self, symbol: str, random: Random) -> None:
        crc = crc32(symbol.encode())
        drawn = (10 ** (3 + crc % 4) + (crc >> 8) % 9000, (crc >> 4) % 9, (crc >> 12) % 11)
        self.symbol = symbol
        self.price, self.decimals, self.size_decimals = _KNOWN.get(symbol, drawn)
        self.low, self.high = self.price // 2, self.price * 2
        self.spread = 1 + self.price // 20_000
        self.lag_ms = crc >> 20 & 3  # from the order book to the wire
        self.update = 10_000_000 + random.getrandbits(27)


def messages(n: int, seed: int, symbols: Sequence[str] = SYMBOLS, size: int | None = None) -> list[bytes]:
    """``n`` updates as they are sent; with ``size`` every one has exactly that many bytes.

    The length is met by the number of digits of the two sizes, as real messages differ. Raises ValueError where
    a pair's other fields leave those two too little or too much room.
    """
    return [text.encode() for _, text in updates(n, seed, symbols, size)]


def feed(n: int, seed: int, symbols: Sequence[str] = SYMBOLS, size: int | None = None) -> bytes:
    """A whole capture file (see `impls.exchange.capture`) of ``n`` updates that arrive in bursts."""
    file = io.BytesIO()
    write(file, updates(n, seed, symbols, size), url=f"market:{seed}", symbols=symbols)
    return file.getvalue()


def updates(n: int, seed: int, symbols: Sequence[str] = SYMBOLS, size: int | None = None) -> Iterator[tuple[int, str]]:
    """Yield ``(at_ns, text)``, ``at_ns`` counted from the first: about 8 updates a burst, about 1500 a second."""
    random = Random(seed)
    pairs = [_Pair(symbol, random) for symbol in symbols]
    active = _by_activity(pairs)
    draw = random.getrandbits
    at_ns = 0
    for _ in range(n):
        bits = draw(160)
        pair = active[bits & 0xFFFF]
        _walk(pair, bits >> 16)
        yield at_ns, _text(pair, _FIRST_MS + at_ns // 1_000_000, bits >> 40, size)
        at_ns += _gap_ns(bits >> 128)


def _by_activity(pairs: Sequence[_Pair]) -> list[_Pair]:
    """65,536 places, shared as 1, 1/2, 1/3, ... (Zipf's law), so that 16 random bits pick a pair."""
    if not pairs:
        raise ValueError("symbols should name at least one pair, there was none")
    weights = [(1 << 20) // rank for rank in range(1, len(pairs) + 1)]
    total = sum(weights)
    places: list[_Pair] = []
    for pair, weight in zip(pairs, weights, strict=True):
        places += [pair] * max(1, (weight << 16) // total)
    return (places + [pairs[0]] * 0x10000)[:0x10000]


def _gap_ns(bits: int) -> int:
    """Time to the next update: mostly microseconds, one in eight times a pause of 1 to 8 milliseconds."""
    if bits & 7:
        return 2_000 + (bits >> 3 & 0x7FFF)
    return 1_000_000 + (bits >> 3 & 0x7FFFFF)


def _walk(pair: _Pair, bits: int) -> None:
    """Move the price by at most three steps, turned back at half and twice the first price; count the update."""
    price = pair.price + ((bits & 7) - 3 if bits & 7 < 7 else 0) * pair.spread
    if pair.low <= price <= pair.high:
        pair.price = price
    pair.update += 1 + (bits >> 3 & 15)


def _text(pair: _Pair, time_ms: int, bits: int, size: int | None) -> str:
    bid = _decimal(pair.price, pair.decimals)
    ask = _decimal(pair.price + pair.spread * (1 + (bits & 3)), pair.decimals)
    head = (
        f'{{"time":{time_ms // 1000},"time_ms":{time_ms},"channel":"spot.book_ticker","event":"update","result":'
        f'{{"t":{time_ms - pair.lag_ms},"u":{pair.update},"s":"{pair.symbol}","b":"{bid}","B":"'
    )
    middle = f'","a":"{ask}","A":"'
    if size is None:
        bid_size, ask_size = _size(bits >> 4, pair.size_decimals), _size(bits >> 46, pair.size_decimals)
    else:
        room = size - len(head) - len(middle) - 3
        if not 2 <= room <= 2 * _LONGEST_SIZE:
            raise ValueError(f"{pair.symbol}: an update of {size} bytes leaves {room} for two sizes, not 2 to 38")
        bid_size, ask_size = _digits(bits >> 4, room // 2), _digits(bits >> 46, room - room // 2)
    return f'{head}{bid_size}{middle}{ask_size}"}}}}'


def _decimal(mantissa: int, decimals: int) -> str:
    """The number as exchanges write it, all decimals kept: ``(5, 2)`` is ``0.05``."""
    if not decimals:
        return str(mantissa)
    digits = str(mantissa).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}"


def _size(bits: int, decimals: int) -> str:
    """A size over zero, its magnitude spread evenly in the logarithm, without trailing zeros."""
    mantissa = 1 + ((bits >> 5 & 0x1FFFFFFFFF) >> (bits & 31))
    text = _decimal(mantissa, decimals)
    return text.rstrip("0").rstrip(".") if decimals else text


def _digits(bits: int, length: int) -> str:
    """A size over zero of exactly ``length`` characters, such as ``0.0003341504``."""
    if length < 3:
        return str(10 ** (length - 1) + bits % (9 * 10 ** (length - 1)))
    places = length - 2
    fraction = 1 + bits % (10**places - 1)
    return f"{(bits >> 8) % 10}.{fraction:0{places}d}"
