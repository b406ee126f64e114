"""The words in the names of articles, and the messages by which they are said to a reader."""

# What is longest comes first, since a shorter one may be part of it.
ARTICLE_WORDS = {
    "Decree on buyers' registers BES": "law.word.bes_decree",
    "Decree": "law.word.decree",
    "opening words": "law.word.opening_words",
    "Local ordinance": "law.word.ordinance",
    "Bill": "law.word.bill",
}
