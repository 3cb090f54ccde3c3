"""Documents drawn anew, and added up: the counts of each draw.

All counts of a document stand side by side in one large integer, each in a field wide enough for
the sum, so that adding two documents is one addition whatever number of counts they hold.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from random import Random
from typing import TypeVar

K = TypeVar("K")


def resampled(
    documents: Sequence[Mapping[K, int]], draws: int, seed: int
) -> Iterator[dict[K, int]]:
    """The counts of `draws` samples of documents, each as large as the whole, with replacement.

    Counts are whole and not negative; those that are 0 in a draw are left out of it. Raises
    OverflowError when a sum could pass 2^64.
    """
    keys = list(dict.fromkeys(key for document in documents for key in document))
    most = max((n for document in documents for n in document.values()), default=0)
    width = 4 if most * len(documents) < 2**32 else 8
    if most * len(documents) >= 2**64:
        raise OverflowError("these counts are too large to be added up in 64 bits")
    fields = struct.Struct(f"<{len(keys)}{'I' if width == 4 else 'Q'}")
    packed = [
        int.from_bytes(fields.pack(*(document.get(key, 0) for key in keys)), "little")
        for document in documents
    ]
    random = Random(seed)  # noqa: S311 -- a sample, not a secret
    for _ in range(draws):
        total = sum(random.choices(packed, k=len(packed)))
        counts = fields.unpack(total.to_bytes(fields.size, "little"))
        yield {key: n for key, n in zip(keys, counts, strict=True) if n}
