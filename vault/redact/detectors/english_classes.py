"""What English words are, for the tagger: their classes, titles, and what is no name.

Own compilation. How classes are combined is `english_patterns`.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from vault.redact.detectors.vocabulary import lines_of


@cache
def classes() -> dict[str, str]:
    """Return the class of each word of `data/english_classes.txt`: one letter."""
    found: dict[str, str] = {}
    letter = ""
    for line in lines_of("english_classes.txt"):
        if line.startswith("= "):
            letter = line[2]
        else:
            for word in line.split():
                found.setdefault(word, letter)
    return found


# Before a name, with a capital.
TITLES: Final = frozenset(
    """
    mr mrs ms miss mx dr prof professor doctor sir lord lady dame madam baron baroness count
    countess prince princess king queen captain capt major colonel col lieutenant lt sergeant sgt
    corporal general gen marshal rev reverend pastor father sister brother comrade judge justice
    imam sheikh rabbi bishop cardinal senator director deacon mother auntie aunt uncle grandma
    grandpa granny teacher nurse secretary chairman inspector officer
    """.split()
)
# Titles that are nothing else, so that they count without a capital too.
ONLY_TITLES: Final = frozenset(
    "mr mrs ms mx dr prof sir dame madam baroness rev reverend comrade sgt lt capt".split()
)
# Words before a number or a person that belong to the phrase: about forty, more than a year.
ROUGHLY: Final = frozenset(
    """
    about approximately around nearly almost roughly some over under only exactly another least
    most than every per minimum maximum total
    """.split()
)
# Foreign words and abbreviations that print uses everywhere.
COMMON_FOREIGN: Final = frozenset(
    """
    para paras alia inter officio ex nos no viz et al cf ibid fine gratia prima facie de facto jure
    ii iii iv vi vii viii ix xi xii xiii co vs versus habeas corpus mutatis mutandis pro rata etc
    eg ie am pm hereinafter hereafter juris juche tel fax mob vol nr
    """.split()
)
# Treaties and other public texts are named by everybody.
PUBLIC_TEXTS: Final = frozenset(
    "convention protocol covenant charter treaty declaration constitution".split()
)
