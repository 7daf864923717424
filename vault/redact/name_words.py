"""Tables about names: English nicknames, words that are names besides, titles, name syllables.

Compiled by hand for this program, from no other list. How they are used is `naming`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

# One line per family of names: whoever is called one of them may be called any other.
_NICKNAMES: Final = """
william will bill billy willie liam | robert rob bob bobby robbie bert | richard rich rick dick
ricky | james jim jimmy jamie | john jack johnny jon | thomas tom tommy | charles charlie chuck
chas | edward ed eddie ted teddy ned | michael mike mick mickey micky | joseph joe joey | david
dave davy | daniel dan danny | samuel sam sammy | benjamin ben benny | alexander alex sandy al lex
xander | alexandra alex sandra lexi sasha | andrew andy drew | anthony tony ant | christopher
chris kit topher | matthew matt | nicholas nick nicky | patrick pat paddy | peter pete | stephen
steven steve | timothy tim | gregory greg | jonathan jon | kenneth ken kenny | lawrence larry
laurie | leonard len lenny | raymond ray | ronald ron ronnie | donald don donnie | douglas doug |
frederick fred freddie freddy | henry harry hank hal | harold harry hal | gerald gerry jerry |
jeffrey jeff | philip phil | walter walt wally | arthur art artie | albert al bert | francis frank
| vincent vince vinny | theodore ted teddy theo | nathaniel nathan nate nat | zachary zach zack |
jacob jake | joshua josh | elizabeth liz lizzie beth betty eliza bess libby lisa | margaret maggie
meg peggy greta marge madge | catherine katherine kate katie kathy cathy kitty kat | mary molly
polly mae | ann anne anna annie nan | susan sue susie suzy | deborah deb debbie | patricia pat
patty trish tricia | jennifer jen jenny | rebecca becky becca | victoria vicky tori vic | theresa
teresa terry tess tessa | dorothy dot dottie dolly | helen ellen nell nellie | eleanor ellie nell
nora | caroline carrie carol lina | christine christina chris tina | jacqueline jackie | judith
judy | pamela pam | virginia ginny | barbara barb babs | abigail abby gail | amanda mandy |
cynthia cindy | florence flo | frances fran frankie | josephine jo josie | isabella bella izzy |
samantha sam | sarah sally sadie | veronica ronnie | stephanie steph | valerie val | natalie nat
"""
_TITLES: Final = (
    "mr mrs ms miss mx dr doctor prof professor comrade teacher director manager captain "
    "sergeant major colonel lieutenant general madam madame sir lady uncle aunt auntie grandma "
    "grandmother grandpa grandfather granny old master manager chairman secretary foreman nurse "
    "brother sister"
)
_KOREAN_TITLES: Final = (
    "씨 님 양 군 옹 동무 동지 선생 아저씨 아주머니 아줌마 아바이 아매 할머니 할아버지 영감 노인 "
    "여사 아버지 어머니 엄마 아빠 사장 지배인 과장 부장 국장 소장 실장 반장 조장 분조장 "
    "작업반장 인민반장 위원장 당비서 비서 기사장 기사 교수 박사 의사 간호사 교원 교사 원장 목사 "
    "기자 대표 지도원 보위원 보안원 안전원 상사 중사 하사 소위 중위 상위 대위 소좌 중좌 상좌 "
    "대좌 중장 상장 대장 소대장 중대장 대대장 분대장 모씨"
)
# Surnames that are also determiners, numbers or adjectives: "이 동무" is mostly "this comrade".
AMBIGUOUS_SURNAMES: Final = frozenset("이한전고현신두주모구사공우어기은여")
_SYLLABLES: Final = (
    "가강건걸겸경계고공관광교구국군권규균근금기길나남내녀년노다단달담대덕도동두득라락란람랑래"
    "량려련렬렴령례로록룡류륙률륜륭름리린림마만매맑면명모목무묵문미민바박반배백범법변별병보복"
    "봉부분비빈사산삼상새생서석선설섭성세소손솔송수숙순술숭슬승시식신실심아악안애양언엄업여연"
    "열엽영예오옥온완요용우욱운웅원월위유육윤율은을음의이익인일임자장재전점정제조종주준중지진"
    "차찬창채천철청초총추춘출충치칠칭탁태택평포표풍필하학한함해행향허헌혁현협형혜호홍화환활황"
    "회효후훈휘흠흥희힘휴"
)
# Words of every day that could be a given name too: alone they stop for a decision.
_ORDINARY_KOREAN: Final = """
철수 영화 수정 정리 지원 유리 보라 하나 아름 진주 소라 사라 미소 은혜 성수 선동 기대 명령 광명
정도 정의 진실 진리 사랑 이상 성실 정숙 순수 순정 소원 화해 화장 화목 지도 지시 지성 지방 인정
인사 동의 동원 동무 동일 현실 현재 현장 현상 영상 영광 영원 영구 예정 예상 주의 주인 주체 주민
주장 주소 주식 시장 시민 시기 명의 명절 명백 문명 성명 성인 성장 성공 성미 경애 경치 경제 경기
강도 강철 국가 국방 국수 금강 금지 기계 기자 기차 남녀 대학 대사 도시 만세 모자 미인 민주 백두
보위 사상 사진 산천 상도 생일 선수 선생 세상 수도 수령 수용 승리 승용 신호 안전 애국 양식 여성
연금 연상 용기 우주 운명 원수 원인 위성 유일 은하 의주 인민 일심 자주 장마 장미 재수 전기 정일
제일 조국 종일 중대 지금 진군 창광 천리 청년 청춘 초소 충성 태양 평화 하루 학생 한성 해방 향수
혁명 현금 형제 호수 화성 환자 회의 효도 훈장 흥분 희망 가을 겨울 여름 나라 노래 바다 하늘 이후
이전 전후 정전 정부 정말 정치 정책 정상 정보 조금 조선 사실 사람 사이 사정 사고 사건 사업 수준
수업 수영 수입 수출 수명 시간 시작 신문 신세 신고 신경 소리 소식 소문 소개 소년 소녀 소유 상상
상황 상태 상인 전화 전체 전부 전문 전쟁 전선 전국 전시 관리 관계 관심 교원 교양 구경 군대 군사
근무 기간 기관 기름 기본 기사 기술 기억 길이 나이 남한 남자 남성 남편 내용 내일 노동 농사 다리
다음 단지 담배 당시 대신 대부분 도로 동생 동안 동네 모두 모양 무역 문제 미국 미래 바람 반장 발전
방법 배경 백성 변화 병원 보도 보안 보통 부모 부분 부인 북한 비밀 비용 산업 생각 생산 생활 석탄
설명 세계 수사 수산 실제 안해 양심 어머니 여기 여행 역사 연구 영어 옥수수 완전 요구 우리 운동 운전
위원 위험 유명 음식 의견 의사 이름 이야기 이유 인간 인구 일부 일본 자기 자신 자연 작업 장사 재산
전망 점심 제도 조사 조직 종류 준비 중국 중심 중요 중앙 증가 지역 지위 직장 진행 차이 처음 천천
추가 출신 탈북 통제 특별 평가 평양 표현 필요 학교 한국 한국말 함흥 행동 현대 형태 확인 환경 활동
회사 효과
"""
# English words that a Korean given name may spell, and names that are words.
_ORDINARY_ENGLISH: Final = """
will bill may mark rose hope faith grace joy dawn june july april august art rob bob pat jack jill
dick drew frank grant guy hank harry ray rich rick sandy sue tab ted tom tony dot nick don dan ben
ken al ed max sam pam peg penny ruby pearl iris ivy lily daisy violet heather hazel holly olive
robin sonny buddy ernest earnest victor miles chase hunter mason carter baker smith cook cooper
young white black brown green gray grey long short king prince bishop church hill lake wood stone
rivers field banks bell ball hall case price day summer winter weeks moon son sun song sung soon
noon joe join china chinese japan money semi human union sunny sony soho some one once own only
any many home come jury injury sorry mine mini minor mayor army kimono guru hero zero tuna sauna
panda mango tango congo cargo honey jinn gene genie june juno july jin judo sumo yoga yogi soda
sofa soya silo solo sole soil soul seoul sure surely sugar suit suite sum sin sing sang hang hung
hand hind horn hun hymn hence yes yet you your young yell yen an and in on un or ran run ring rung
rain roll rule real reel rum ram room roam role mom mum man men moan mean none nun nine no now new
name unison reason season person prison poison lesson mission million billion kingdom king kind
keen kin pan pen pin pun pony puny pool pull poll pal pill song sung such suck sum jun jung chin
chill chum choose join joint john jane jean jam gin gun gum gang goose going goal gold good gym
hon ho hey hi high hill hole him her his whom when won wan wine wing young younger uni juni sunil
insun insoo onion iron urn noodle noodles lane street road market house garden river valley north
south east west the a mister widow uncle aunt cousin doctor teacher farmer miner soldier officer
guard neighbour neighbor grandma grandpa mother father brother sister daughter wife husband
captain boss chief owner little big old
oil ail ago aim data raise use base main too look loop total upon mail chain tail onto hook book
noun lose pain gain wise boo bail soya samba lingo unseen maize raisin said sail nail jail hail pail
rail wail fail bait wait aid maid paid raid laid again bargain captain remain contain soup group
route you youth house mouse hour our out loud cloud noose loose moose lou june tune dune moan loan
simon mona lisa gina lina hana nina anna hannah sora yoko kali hero haiku chose those goal coal
"""


def _families() -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for line in _NICKNAMES.split("|"):
        names = frozenset(line.split())
        for name in names:
            found[name] = found.get(name, frozenset()) | names
    return found


NICKNAMES: Final = MappingProxyType(_families())
TITLES: Final = frozenset(_TITLES.split())
KOREAN_TITLES: Final = tuple(_KOREAN_TITLES.split())
NAME_SYLLABLES: Final = frozenset(_SYLLABLES)
ORDINARY: Final = frozenset((*_ORDINARY_KOREAN.split(), *_ORDINARY_ENGLISH.split()))
