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
        self.slips = True; self.compounds = True; self.budget=BUDGET; self.cands=CANDIDATES; self.norm=False; self.pivot=.3; self.ratio=133

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
        known = np.zeros(q.own, bool); known[places[:k]] = True
        org = q.origins[places]
        apart = np.abs(voc.weights[words].astype(np.int64) - ownw[org]) >= self.ratio
        ok = (places < q.slips_from) | ~known[org] | apart
        places, words = places[ok], words[ok]
        size = int(((ownw * q.halves)**2).sum())
        w = voc.weights[words].astype(np.int64)
        value = q.halves[q.origins[places]] * np.minimum(ownw[q.origins[places]], w) * w
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
        drawn = size * (1 - self.pivot) + self.pivot * t.sizes[rows]
        sims = np.minimum(1.0, dots / np.sqrt(size * drawn))
        ids = t.ids[rows]
        order = np.lexsort((ids, -sims))[:limit]
        return [Candidate(int(i), float(x)) for i, x in zip(ids[order].tolist(), sims[order].tolist())]

    def _candidates(self, words, worth):
        t = self._table
        lists = t.lists[words].astype(np.intp)
        lengths = t.lists[words+1].astype(np.intp) - lists
        order = np.argsort(lengths, kind="stable")
        total = np.cumsum(lengths[order])
        order = order[: max(int(np.searchsorted(total, self.budget, "right")), int(np.searchsorted(total,0,"right"))+1)]
        lists, lengths = lists[order], lengths[order]
        self.last = (len(lists), int(lengths.sum()))
        idx = t.rows[spread(lists, lengths)].astype(np.intp)
        if not len(idx): return np.zeros(0, np.uint32)
        add = np.repeat(worth[order].astype(np.int32), lengths)
        scores = self._scores
        np.add.at(scores, idx, add)
        got = scores[idx]
        scores[idx] = 0
        K = self.cands*2
        if len(idx) > K:
            cut = np.partition(got, len(idx)-K)[len(idx)-K]
            sure = np.unique(idx[got > cut])
            tied = np.unique(idx[got == cut])
            return np.concatenate([sure, tied[:max(0,self.cands-len(sure))]])
        return np.unique(idx)
