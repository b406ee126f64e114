"""The index of descriptions: a table, what changed since it was built, and the ranking."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
import numpy.typing as npt

from matching.text_index.question import question
from matching.text_index.table import TWICE, WORD, Rows, Table, build_table, spread, times

CANDIDATES = 1_000
BUDGET = 150_000


class Candidate(NamedTuple):
    """An id whose description has words in common, and the cosine of the two (0 to 1)."""

    id: int
    similarity: float


class TextIndex:
    def __init__(self, table: Table) -> None:
        self._table = table
        self._scores = np.zeros(len(table), np.int32)
        self._worth = np.zeros(len(table.vocabulary), np.int64)
        self.slips = True; self.compounds = True; self.budget=BUDGET; self.cands=CANDIDATES; self.norm=False

    @classmethod
    def build(cls, items: Iterable[tuple[int, str]]) -> Self:
        return cls(build_table(items))

    def find(self, text: str, limit: int = 50) -> list[Candidate]:
        t = self._table
        voc = t.vocabulary
        q = question(text, self.slips, self.compounds)
        if not q.own: return []
        heaviest = int(voc.heaviest[0])
        places, words = voc.find(q.keys)
        ownw = np.full(q.own, heaviest, np.int64)
        k = np.searchsorted(places, q.own)
        ownw[places[:k]] = voc.weights[words[:k]]
        size = int(((ownw * q.halves[:q.own])**2).sum())
        w = voc.weights[words].astype(np.int64)
        value = q.halves[places] * np.minimum(ownw[q.origin[places]], w) * w
        value[k:] //= 2
        worth = self._worth
        np.maximum.at(worth, words, value)
        uniq = np.unique(words)
        try:
            rows = self._candidates(uniq, worth[uniq])
            if not len(rows): return []
            s, e = t.starts[rows].astype(np.intp), t.starts[rows+1].astype(np.intp)
            n = e - s
            have = t.words[spread(s, n)]
            parts = worth[have & WORD] * times(have)
            dots = np.add.reduceat(parts, np.cumsum(n) - n)
        finally:
            worth[words] = 0
        sims = np.minimum(1.0, dots / np.sqrt(float(size)) / np.sqrt(t.sizes[rows].astype(np.float64)))
        ids = t.ids[rows]
        order = np.lexsort((ids, -sims))[:limit]
        return [Candidate(int(i), float(x)) for i, x in zip(ids[order].tolist(), sims[order].tolist())]

    def _candidates(self, words, worth):
        t = self._table
        lists = t.lists[words].astype(np.intp)
        lengths = t.lists[words+1].astype(np.intp) - lists
        order = np.argsort(lengths, kind="stable")
        scores = self._scores
        touched = []
        total = 0
        for at in order.tolist():
            n = int(lengths[at])
            if not n: continue
            total += n
            if total > self.budget and touched: break
            rows = t.rows[lists[at]:lists[at]+n]
            now = scores[rows]
            touched.append(rows[now == 0])
            scores[rows] = now + int(worth[at])
        if not touched: return np.zeros(0, np.uint32)
        rows = np.concatenate(touched)
        got = scores[rows]
        scores[rows] = 0
        self.last = (len(rows), total)
        if len(rows) <= self.cands: return rows
        if self.norm:
            got = got / np.sqrt(t.sizes[rows])
        cut = np.partition(got, len(rows)-self.cands)[len(rows)-self.cands]
        sure = rows[got > cut]
        tied = np.sort(rows[got == cut])
        return np.concatenate([sure, tied[:self.cands-len(sure)]])
