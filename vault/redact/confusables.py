"""Letters that look like ASCII letters and digits, for the skeleton of UTS #39.

Source: Unicode confusables.txt (Unicode Security Mechanisms, UTS #39, Unicode licence), cut to
single characters whose prototype is ASCII once combining marks are gone, folded to lower case,
without what NFKD and case folding already give. The other case of a listed letter stands beside
it where Unicode lists only one, so that the skeleton does not depend on case. How the table is
applied is not here: see `normalise`.
"""

from __future__ import annotations

from typing import Final

LOOK_ALIKES: Final[tuple[tuple[str, str], ...]] = (
    ("1", "➀"),
    ("10", "➉"),
    ("2", "ƧƨƻϨϩᒿ➁ꙄꙅꛯꝚꝛ"),
    ("3", "ƷȜȝɜʒЗзҘҙӠӡ➂ⳌⳍꝪꝫꞫ𑢪𑣊𖼻"),
    ("4", "Ꮞ➃ꮞ𑢯𑣏"),
    ("5", "Ƽ➄𑢻𑣛"),
    ("6", "Ꮾ➅Ⳓⳓꮾ𑣕"),
    ("7", "➆𐓒𐓺𑣆"),
    ("8", "Ȣȣ৪੪➇𐌚"),
    ("9", "৭੧୨൭➈ⳊⳋꝮꝯ𑢬𑢶𑣌𑣖"),
    ("a", "ɑΑαАаᎪᗅẚ⍺Ɑꓮꭺ𐊠𖽀"),
    ("aa", "Ꜳꜳ"),
    ("ae", "ÆæӔӕ"),
    ("ao", "Ꜵꜵ"),
    ("au", "Ꜷꜷ"),
    ("av", "ꜸꜹꜺꜻ"),
    ("ay", "Ꜽꜽ"),
    ("b", "ƀƁƂƃƄƅɃɓΒβБбВЬвьѢѣҌҍᏏᏴᏼᑲᑳᖯᗷꓐꞴꞵꮟ𐊂𐊡𐌁"),
    ("bl", "Ыы"),
    ("c", "ȻȼСсҪҫᏟᴄⲤⲥꓚꮯ𐊢𐌂𐐕𐐽𐔜𑣩𑣲"),
    ("d", "ÐðĐđƉƊƋƌɖɗԀԁᎠᏧᑯᗞᗪꓒꓓꭰꮷ"),
    ("dz", "ʣ"),
    ("e", "ɆɇΕεЕеҼҽҾҿᎬ℮ⴹꓰꬲꭼ𐊆𑢦𑢮𑣎"),
    ("f", "ƑƒϜϝՔքᖴᵮẝꓝꞘꞙꬵ𐊇𐊥𐔥𑢢𑣂"),
    ("g", "ƍƓǤǥɠɡԌԍՑցᏀᏳᏻᶃꓖꞬꮐ"),
    ("h", "ĦħɦΗЋНнћҢңҺһӇӈӉӊՀհᎻᏂᏲᏺᕼⱧⱨⲎⲏꓧꚔꚕꞪꮋꮒ𐋏"),
    ("i", "ıɨɩɪιіӏᎥᵻᵼ⍳ꙆꙇꞮꭵ𑣃"),
    ("j", "ɈɉʝͿϳЈјᎫᒍꓙꞲꭻ"),
    ("k", "ƘƙΚκКкҚқҞҟᏦᛕⱩⱪⲔⲕꓗꝀꝁꮶ𐔘"),
    ("l", "ŁłƖƗƚǀȽɫɭΙІӀ۱ᏞᒪᛁᣳⱢⲒⲓⳐⳑⵏꓡꓲꮮ𐊊𐌉𐌠𐐛𐑃𐔦𑢣𑢲𑣒𖼖𖼨"),
    ("ll", "ǁ"),
    ("lo", "Юю"),
    ("ls", "ʪ"),
    ("lz", "ʫ"),
    ("m", "ΜμϺϻМмӍӎᎷᗰᛖⲘⲙꓟꭑꮇ𐊰𐌑"),
    ("n", "ƝƞȠɲɳΝηПпՈՌոռᵰⲚⲛꓠ𐔓"),
    ("o", "ØøƟǾǿɵΘΟΣθοσОоѲѳӨөՕօ۵०০੦૦ଠ୦௦౦೦ഠ൦๐໐တဝ၀ჿዐᎤᎾᏫᲿᴏ"),
    ("o", "ᴑⲞⲟⴱⵁⵔ〇ꓳꝊꝋꬽꬾꭴꮎꮻ𐊒𐊫𐐄𐐬𐓂𐓪𐔖𑓐𑢨𑢵𑢷𑣈𑣗𑣠"),
    ("oe", "Œœ"),
    ("oo", "ꚘꚙꝎꝏ"),
    ("p", "ƤƥΡρРрᏢᑭᣖᵽ⍴ⱣⲢⲣꓑꮲ𐊕"),
    ("q", "ʠԚԛԳԶգզⵕ"),
    ("r", "ƦɌɍɼɽʀГгҒғᎡᎱᏒᖇᣴᴦᵲⱤⲄⲅꓣꭇꭈꭱꮁꮢ𐒴𐓜𖼵"),
    ("rn", "ɱᵯⱮ𑜀𑣣"),
    ("s", "ƽʂЅѕՏտᏕᏚᣵᵴꓢꜱꟅꮥꮪ𐊖𐐠𐑈𑢡𑣁𖼺"),
    ("t", "ŦŧƫƬƭƮȾʈΤτТтҬҭᎢᵵⱦⲦⲧꓔꭲ𐊗𐊱𐌕𑢼𖼊"),
    ("t3", "Ꜩꜩ"),
    ("tf", "ꝷ"),
    ("ts", "ʦ"),
    ("u", "ƲɄʉʋυՍսሀᏌᑌᴜᵾꓴꞞꞟꭎꭒꮜ𐓎𐓶𑢸𑣘𖽂"),
    ("ue", "ᵫ"),
    ("uo", "ꭣ"),
    ("v", "νѴѵ۷Ꮩᐯᴠⴸꓦꛟꮩ𐔝𑜆𑢠𑣀𖼈"),
    ("w", "ƜɯѠѡѼѽԜԝԱաᎳᏔᴡꓪꝠꝡꮃꮤ𑓅𑜊𑜎𑜏𑣦𑣯"),
    ("x", "ΧχХхҲҳᕁᕽᚷⲬⲭⵝꓫꞳꭓ𐊐𐊴𐌗𐌢𐔧𑣬"),
    ("y", "ƔƳƴɎɏɣʏΓΥγУуҮүҰұყᎩᎽᲧᶌỾỿⲨⲩꓬꭚꭹꮍ𐊲𑢤𑣜𖽃"),
    ("z", "ƵƶȤȥʐΖζᏃᙆᴢᵶꓜꮓ𐋵𑢩𑣄𑣉𑣥"),
)

# Symbols and marks with the same looks, and letters that Unicode folds to another one first.
# They are letters only in a second look at a text: in the first, a bar or a cross ends a word.
SECOND_LOOKS: Final[tuple[tuple[str, str], ...]] = (
    ("c", "ϲϹ🝌"),
    ("e", "⋿"),
    ("f", "ſ𝈓"),
    ("i", "˛ͺ"),
    ("l", "|∣⏽￨𝈪ǀ"),
    ("o", "ంಂംං"),
    ("r", "𝈖"),
    ("t", "⊤⟙🝨"),
    ("u", "∪⋃"),
    ("v", "∨⋁𝈍"),
    ("x", "᙮×⤫⤬⨯᙭╳"),
    ("3", "𝈆"),
    ("6", "б"),
    ("7", "𝈒"),
    ("8", "ଃ"),
)
