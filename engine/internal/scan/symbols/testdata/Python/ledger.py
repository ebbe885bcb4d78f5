#!/usr/bin/env python3
"""Books entries."""
from __future__ import annotations

import re
from typing import (
    overload,
)

LIMIT = 10  # def not_here(): pass
lower = 1
limits: dict[str, int] = {
    "a": 1,
}
DECLARED: int
if LIMIT == 1: A_B = 2
else: C_D = LIMIT
try:
    import b
except ImportError:
    # There is none.
    MISSING = True


# Rounds to whole cents.
# Half cents go up.
def cents(amount: float, *, names: dict[str, list[int]] = {"a": [1]}) -> int:
    def closure():
        pass

    class Local:
        def hidden(self): ...

    return round(amount * 100)


def regex(text): return re.match(r"\"def a():", text)


@dataclass(frozen=True)
@other
class Ledger(Base, metaclass=Meta):
    r'''Keeps entries. It is not safe.

    def in_docstring(self):
    '''

    total: int = 0
    text = f"{'x' + "}"
    more = """
def in_string():
"""

    @property
    def size(
        self,
    ) -> dict[str, int]:
        """How many there are."""
        return {
            "a": 1,
}

    if True:
        async def post(self, entry): await entry

    after = 1

    class Inner:
        def deep(self):
            # no end

            x = 1 + \
                2
        def deeper(self): pass

    def last(self): pass
def tail(): "One line."

try:
    class Broken(Exception): pass
except ImportError:
    def größe(x): pass

def unclosed(a, b
    pass

class Next:
    def __init__(self): pass
