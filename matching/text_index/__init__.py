"""The index of descriptions: the goods whose words are most like those asked for."""

from matching.text_index.index import Candidate, TextIndex
from matching.text_index.text import text_of

__all__ = ["Candidate", "TextIndex", "text_of"]
