"""Word lists for the English detectors: titles, surnames, kinship, numbers, what is no name.

Own compilation. How the words are used is `english`.
"""

from __future__ import annotations

from typing import Final

TITLES: Final = tuple(
    """
    mr mrs ms miss mx dr doctor prof professor comrade madam sir father sister brother pastor rev
    reverend captain capt major maj colonel col lieutenant lt sergeant sgt general gen marshal
    commander officer inspector director secretary chairman chairwoman minister president manager
    teacher nurse judge aunt auntie uncle grandma grandpa grandmother grandfather granny cousin
    """.split()
)
# Korean surnames as romanised in the north, in the south and by the press.
SURNAMES: Final = tuple(
    """
    Kim Gim Lee Li Ri Rhee Yi Park Pak Bak Choi Choe Jung Jeong Chong Chung Jong Kang Gang Cho Jo
    Yoon Yun Jang Chang Lim Im Rim Han Oh O Seo So Suh Shin Sin Kwon Gwon Hwang An Ahn Song Ryu
    Yoo Yu Hong Jeon Chon Jun Ko Go Moon Mun Yang Ryang Son Sohn Bae Pae Baek Paek Heo Ho Hur Nam
    Sim Shim No Ro Roh Noh Ha Kwak Gwak Sung Cha Ju Joo Chu Woo U Ku Koo Gu Ra Na Min Jin Chin Ji
    Chi Um Om Chae Won Bang Pang Kong Gong Hyon Hyun Hyeon Ham Byon Pyon Yom Ryom Yeo Ryo Choo To
    Do Sok Sol Ma Kil Gil Yon Wi Pyo Myong Ki Ban Wang Kum Ok Yuk Ryuk In Maeng Je Mo Tak Kuk
    Namgung
    """.split()
)
# Also English words or given names: only possible unless the given name has a hyphen.
ORDINARY_SURNAMES: Final = frozenset(
    """
    O So Song No Do To In An Go Sin Sung Son Ho Ha Ok Wi Om Chin Ban Kong Gang Ham Ma Won Han Na
    Im Ki U Tak Je Mo Kuk Min Moon Sol
    """.split()
)
KIN: Final = tuple(
    """
    mother mothers father fathers mom mum dad parent parents son sons daughter daughters child
    children kid kids baby brother brothers sister sisters sibling siblings husband wife spouse
    fiance fiancee fiancé fiancée aunt aunts auntie uncle uncles cousin cousins nephew nephews
    niece nieces grandmother grandmothers grandfather grandfathers grandma grandpa granny
    grandson grandsons granddaughter granddaughters grandchild grandchildren grandparents twin
    twins stepmother stepfather stepson stepdaughter stepbrother stepsister half-brother
    half-sister in-laws widow widower orphan relatives relative
    """.split()
)
TENS: Final = "twenty thirty forty fourty fifty sixty seventy eighty ninety".split()
ONES: Final = "one two three four five six seven eight nine".split()
TEENS: Final = (
    "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
)
# Capitals that are no names: days, months, peoples, institutions, and what begins sentences.
NO_NAMES: Final = frozenset(
    """
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April May
    June July August September October November December North South East West Northern Southern
    Eastern Western Korea Korean Koreans China Chinese Russia Russian Japan Japanese United
    States Nations America American Americans Asia Europe Workers Workers' Worker's Party Central
    Committee State Security Department Ministry Bureau People People's Peoples' Army Republic
    Democratic Supreme Leader Great River Border Year New Liberation Day Women's Union Youth
    League Street Road Market Hospital University School Middle High Primary Factory Mine Farm
    Government English God Lord Christmas Bible Internet Foreign Public Social National General
    Military Hotel Station Company The A An In On At And But Or If When While He She It They We
    You I My His Her Our Their Your Its This That These Those There Then So After Before What Who
    Whom Whose Why How Where Which No Yes Not Nor Every Each Some Many Most Much More One Two
    Three Four Five Six Seven Eight Nine Ten For From With Without Because Since Until As By To
    Of Even Only Now Today Yesterday Tomorrow Sometimes Once Nobody Someone Everyone Somebody
    Everybody Anyone Nothing Do Did Does Is Was Are Were Have Has Had Can Could Would Should Will
    Must Might Shall Please Thank Let Go Come Don't Didn't Didn’t Don’t Please Also Still Just
    Maybe Perhaps Well Oh Ah Hey Look Listen Later Soon Never Always Often Here Inside Outside
    Under Over During Between Another Other Others Both All Province City County District Village
    Town Winter Summer Spring Autumn Morning Night Evening Mr Mrs Ms Dr Comrade Mister Uncle Aunt
    Captain Colonel Major Sergeant Teacher Doctor Director
    """.split()
)
