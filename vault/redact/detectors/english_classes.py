"""What English words are, for the tagger: function words, institutions, peoples, trades, numbers.

Own compilation. One letter for each class; how tags are combined is `english_phrases`.
"""

from __future__ import annotations

from typing import Final

_CLASSES: Final[tuple[tuple[str, str], ...]] = (
    # Articles and demonstratives.
    ("d", "the this that these those such both same"),
    ("a", "a an another"),
    ("p", "my his her our their your its whose"),
    # What joins the words of a name: Ministry of Trade and Crafts, Bank for Reconstruction.
    ("o", "of"),
    ("f", "for"),
    ("&", "and"),
    ("v", "van von der den del della di da dos la le du des al el bin ibn bint abu ter zu"),
    # Prepositions, pronouns, auxiliaries, conjunctions: what a phrase ends at.
    (
        "g",
        """
        i me you he him she it we us they them who whom which what where when why how in on at by
        from to with without within into onto upon over under above below between among against
        during before after since until till about around through across along behind beside
        besides beyond near off out up down as than like per via but or nor if unless although
        though because so while whereas whether either neither not no yesterday yes am is are was were be
        been being have has had having do does did done will would shall should can could may
        might must ought there here then now also too very just only even still yet already again
        ever never always often sometimes usually soon later earlier today tomorrow
        however moreover furthermore therefore thus hence meanwhile otherwise instead indeed
        perhaps maybe else any some all each every most more much many few less least own other
        others none nothing something anything everything nobody somebody anybody everybody
        nowhere somewhere everywhere myself himself herself itself ourselves themselves yourself
        following according subsequently accordingly notwithstanding pursuant concerning regarding
        despite except finally apart once let please well oh ah yeah ok okay
        don't didn't doesn't can't couldn't won't wouldn't isn't wasn't aren't weren't haven't
        hasn't hadn't shouldn't mustn't i'm i've i'd i'll you're you've you'd you'll he's he'd
        he'll she's she'd she'll it's it'd it'll we're we've we'd we'll they're they've they'd
        they'll there's that's what's who's where's let's
        """,
    ),
    (
        "n",
        """
        twice thrice two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty thirty forty fourty fifty sixty seventy eighty
        ninety hundred hundreds thousand thousands million millions billion dozen dozens several
        half
        """,
    ),
    ("c", "one"),
    (
        "e",
        """
        only sole single exactly nobody rare rarest unique youngest-ever famous known well-known
        notorious
        """,
    ),
    # Before a relative: two younger brothers, an adopted daughter.
    (
        "j",
        """
        younger elder older eldest oldest youngest little big small late dead deceased adopted
        maternal paternal great twin newborn half second-born middle favourite favorite disabled teenage
        blind deaf sick surviving other
        """,
    ),
    (
        "b",
        """
        eye eyes hand hands leg legs ear ears tooth teeth arm arms finger fingers thumb face foot
        feet nose hair lip lips knee knees shoulder skin voice cheek chin neck eyebrow beard
        moustache
        """,
    ),
    # What dates are bound to: feasts, seasons of work, upheavals everybody remembers.
    (
        "F",
        """
        christmas easter epiphany pentecost ramadan eid nowruz norouz passover hanukkah diwali
        thingyan chuseok songkran feast festival holiday holidays harvest harvests transplanting
        rains monsoon flood floods famine drought earthquake typhoon strike strikes protest
        protests uprising referendum election elections vote voting census coup reform ceasefire
        lockdown quarantine parade congress anniversary wedding funeral birthday ramadhan orthodox-easter
        war march-past mobilisation mobilization amnesty massacre explosion crash accident
        """,
    ),
    (
        "U",
        """
        unit platoon precinct block ward apartment flat room building house line row floor storey
        """,
    ),
    # The chief of something: head of the commission, leader of the squad.
    ("q", "head leader chief chairman chairwoman chairperson chair matron dean rector deputy vice"),
    ("E", "early late mid end beginning start middle eve"),
    # What singles somebody out: prizes, instruments, looks.
    (
        "M",
        """
        medal medals award awards awarded prize prizes champion championship hero heroine winner
        trophy decorated veteran survivor survivors sole-survivor inventor patent record-holder
        violin accordion harp piano guitar flute drum drums trumpet cello kayagum chess choir
        bald lefthanded left-handed one-eyed one-armed one-legged hunchback hunchbacked lisp squint
        crooked burnt burned burns freckles dimple pockmarked tattooed wig albino dwarf giant redhead
        red-haired curly dialect accent nickname pseudonym alias surname handwriting diary diaries
        photograph photo photos video videos recording recordings blog channel account passport
        """,
    ),
    (
        "r",
        """
        first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth last next
        """,
    ),
    (
        "m",
        """
        january february march april may june july august september october november december
        """,
    ),
    (
        "D",
        "monday tuesday wednesday thursday friday saturday sunday weekend mon tue tues wed thu thurs fri sat sun",
    ),
    ("s", "spring summer autumn winter"),
    (
        "u",
        """
        year years month months week weeks day days night nights hour hours hr hrs wk wks yr yrs minute minutes weekend weekends decade
        decades century centuries fortnight semester semesters
        """,
    ),
    (
        "$",
        """
        dollar dollars euro euros pound pounds sterling yuan renminbi rmb kuai won ruble rubles
        rouble roubles franc francs krona kronor krone kroner zloty zlotys lira liras rupee rupees
        rial rials toman tomans dinar dinars manat yen baht kyat nakfa tenge som usd eur gbp cny
        krw jpy chf sek nok dkk pln rub cent cents
        """,
    ),
    (
        "%",
        """
        percent km kilometre kilometres kilometer kilometers metre metres meter meters mile miles
        kg kilo kilos kilogram kilograms gram grams ton tons tonne tonnes litre litres liter
        liters sq hectare hectares acre acres degrees ri li pyong
        """,
    ),
    # What a reference to a law or a page begins with; its number tells nothing.
    (
        "l",
        """
        article articles section sections rule rules paragraph paragraphs para paras chapter
        protocol schedule clause page pages annex appendix act acts code law laws regulation
        regulations directive decree constitution convention treaty covenant charter resolution
        verse item items figure table step version part parts question
        """,
    ),
    # Institutions and the kinds of places that carry names.
    (
        "h",
        """
        court courts tribunal tribunals board boards council councils commission commissions
        commissioner authority authorities ltd limited plc inc navy regiment division
        battalion corps inspectorate prosecutor prosecutors prosecution ombudsman governor
        government parliament assembly congress senate cabinet centre center centres centers
        fund federation congregation registry registrar regime kingdom republic county counties district
        districts province region regions municipality city town towns village villages
        street road avenue square bridge river mountain island islands archipelago peninsula
        valley coast border south north east west south-east north-east south-west
        north-west southeast northeast southwest northwest southern northern eastern western
        """,
    ),
    (
        "G",
        """
        office offices company companies committee committees party union unions association
        associations brigade bureau agency agencies bank banks department departments
        ministry ministries police army society club team crew gang cell network service
        services squad troupe front league movement foundation headquarters branch
        cooperative corporation group security organisation organization organisations unit
        administration administrations business firm enterprise
        """,
    ),
    # Facilities: also without a name they tell where somebody was.
    (
        "k",
        """
        prison prisons jail hospital hospitals clinic clinics school schools kindergarten
        university universities college colleges academy institute institutes church churches
        mosque mosques temple temples newspaper magazine station factory factories mine mines mill
        mills farm farms plant shipyard hotel restaurant cafe airport port harbour camp camps
        barracks embassy consulate orphanage market markets bazaar laboratory library museum
        theatre workshop warehouse garage bakery pharmacy monastery checkpoint quarry complex salon stop clinic kindergarten crèche nursery depot dormitory hostel philharmonic orchestra works steelworks smelter refinery kiln dam reservoir plant base bunker outpost
        """,
    ),
    (
        "P",
        """
        british english scottish welsh irish french german austrian swiss italian spanish
        portuguese dutch belgian danish swedish norwegian finnish icelandic polish czech slovak
        hungarian romanian bulgarian greek turkish cypriot maltese albanian serbian serb croatian
        croat bosnian slovenian slovene macedonian montenegrin kosovar kosovan estonian latvian
        lithuanian russian ukrainian belarusian moldovan georgian armenian azerbaijani azeri
        kazakh uzbek turkmen tajik kyrgyz mongolian chinese korean japanese taiwanese vietnamese
        thai lao laotian cambodian khmer burmese malaysian malay indonesian singaporean filipino
        indian pakistani bangladeshi nepalese nepali bhutanese afghan iranian persian iraqi syrian
        lebanese jordanian israeli palestinian saudi yemeni omani emirati kuwaiti qatari bahraini
        egyptian libyan tunisian algerian moroccan sudanese ethiopian eritrean somali kenyan
        ugandan rwandan burundian tanzanian zambian zimbabwean nigerian ghanaian senegalese
        cameroonian congolese angolan mozambican namibian american canadian mexican cuban haitian
        jamaican brazilian argentinian argentine chilean peruvian colombian venezuelan ecuadorian
        bolivian paraguayan uruguayan australian kurdish kurd kurds uyghur uighur uyghurs tibetan
        tibetans rohingya karen kachin chin hmong baluch pashtun hazara tigrinya tigre amhara
        oromo chechen ingush dagestani tatar tatars crimean roma romani jewish jew jews muslim
        muslims christian christians catholic catholics protestant protestants orthodox buddhist
        buddhists hindu sikh sunni shia shiite alevi yazidi ismaili bahai pentecostal evangelical
        adventist baptist mormon european african asian arab arabic turk turks swede swedes dane
        danes finn finns pole poles spaniard briton scot greeks germans italians russians
        americans koreans uzbeks kazakhs turkmens tajiks ukrainians belarusians eritreans iranians
        iraqis syrians afghans
        """,
    ),
    # After a people or a place: a Finnish citizen, a Seoul newspaper, Parkinson's disease.
    (
        "z",
        """
        national nationals citizen citizens nationality citizenship origin descent passport
        resident residents native troops
        language dialect accent prisoner prisoners refugee refugees syndrome disease detention
        """,
    ),
    (
        "K",
        """
        mother mothers father fathers mom mum mummy dad daddy parent parents son sons daughter
        daughters child children kid kids baby babies brother brothers sister sisters sibling
        siblings husband husbands wife wives spouse spouses fiance fiancee fiancé fiancée aunt
        aunts auntie aunties uncle uncles cousin cousins nephew nephews niece nieces grandmother
        grandmothers grandfather grandfathers grandma grandpa granny grandson grandsons
        granddaughter granddaughters grandchild grandchildren grandparent grandparents twin twins
        triplets stepmother stepfather stepson stepdaughter stepbrother stepsister half-brother
        half-sister mother-in-law father-in-law brother-in-law sister-in-law son-in-law
        daughter-in-law parents-in-law in-laws husb dau bro sis granddad gran grandkid eldest-born firstborn stepchild stepchildren half-brothers boyfriend girlfriend widow widows widower widowers
        orphan orphans relatives relative firstborn toddler newborn
        """,
    ),
    (
        "O",
        """
        teacher teachers nurse nurses doctor doctors physician surgeon psychiatrist psychologist
        anaesthetist dentist pharmacist midwife paramedic vet engineer engineers architect
        accountant bookkeeper manager director businessman businesswoman merchant farmer farmers
        shepherd herder fisherman fishermen fisher hunter miner miners logger driver drivers sailor
        sailors officer officers policeman policewoman policemen guardsman clerk secretary
        journalist editor reporter photographer writer poet painter actor actress musician singer
        dancer pianist violinist composer student students pupil lecturer scientist researcher
        chemist physicist historian lawyer advocate solicitor barrister magistrate magistrates
        priest monk nun missionary cook chef waiter waitress bartender cleaner janitor maid nanny
        carpenter mason bricklayer plumber electrician mechanic welder tailor seamstress weaver
        shoemaker cobbler blacksmith baker butcher barber hairdresser shopkeeper salesman
        saleswoman vendor pedlar peddler hawker smuggler broker brokers inventor programmer
        developer technician operator pilot stewardess postman librarian archivist translator
        interpreter diplomat ambassador mayor politician minister worker labourer laborer
        builder foreman anaesthesiologist cultivator cultivators solicitors overseer inspector veterinarian gardener cashier banker trainer coach
        athlete wrestler conscript cadet recruit spy informer owner landlord
        commander captain sergeant corporal private lieutenant colonel general leader secretary
        librarian repairman stagehand accompanist announcer midwife geologist cadre cadres
        inspector conductor stoker boilerman bricklayer stevedore docker courier trader traders
        broker brokers guard guards soldier soldiers pensioner housewife homemaker nun deacon
        professor teacher-trainer headteacher headmaster principal warden jailer interrogator
        investigator prosecutor judge mullah imam cleric pastor chaplain sexton undertaker
        beekeeper milkmaid tractor-driver lorry-driver welder fitter turner glazier
        potter goldsmith watchmaker clockmaker tinsmith photographer projectionist
        typist stenographer telephonist dispatcher stationmaster signalman switchman warehouseman
        storekeeper quartermaster agronomist zoologist botanist geographer surveyor cartographer
        draughtsman cosmetologist masseur masseuse acupuncturist optician orderly hairdresser
        seamstress dressmaker knitter spinner embroiderer designer illustrator sculptor filmmaker
        director-general presenter newsreader columnist cartoonist publisher printer typesetter
        bookseller goatherd cowherd swineherd ploughman reaper woodcutter lumberjack forester
        ranger diver swimmer footballer boxer gymnast skater referee violin violinist cellist
        official officials functionary bureaucrat delegate activist blogger dissident organiser
        organizer volunteer intern apprentice trainee freshman sophomore graduate undergraduate
        schoolgirl schoolboy schoolteacher defector escapee fixer stringer dealer money-changer
        trafficker loader porter furnaceman collector supplier seller maker keeper picker digger
        washer sweeper packer sorter cutter planter grower breeder messenger controller supervisor
        administrator assistant aide auditor economist statistician analyst adviser advisor
        consultant instructor tutor envoy attaché consul tanner saddler upholsterer roofer plasterer
        sawyer stonemason glassblower jeweller jeweler florist greengrocer grocer fishmonger brewer
        distiller miller confectioner caterer steward flight-attendant chauffeur taxi-driver coachman
        boatman ferryman skipper helmsman bosun stowaway dockworker lineman railwayman trackman
        fireman firefighter lifeguard paratrooper sniper gunner signaller sapper engineer-officer
        medic anaesthesiologist radiologist cardiologist paediatrician pediatrician gynaecologist
        oculist chiropodist physiotherapist herbalist healer fortune-teller shaman matchmaker
        flautist drummer trumpeter harpist conductor choirmaster organist
        """,
    ),
    # What an interview tells of somebody's body, of crimes and punishments, of living.
    (
        "Q",
        """
        depression suicide suicidal overdose disease illness illnesses cancer tumour tumor
        diabetes diabetic epilepsy epileptic asthma tuberculosis tb hepatitis hiv aids malaria
        typhoid cholera pneumonia leukaemia leukemia schizophrenia psychosis psychotic psychiatric
        paranoid paranoia ptsd neuropathy disorder disorders disability disabilities disabled
        handicap handicapped paralysed paralyzed paralysis blind deaf mute limp limps limping lame
        scar scars tattoo tattoos birthmark amputated amputation prosthesis surgery operation
        miscarriage miscarried abortion pregnant pregnancy insemination infertile infertility
        injury injuries wound wounds fracture fractured stroke dementia addiction addict
        addicted alcoholic alcoholism drugs drug marijuana cannabis heroin cocaine opium
        methamphetamine meth medication medicine antidepressants hospitalised
        hospitalized hospitalisation wheelchair crutches stutter stutters stammer cough intoxicated
        """,
    ),
    (
        "R",
        """
        rape raped murder murdered manslaughter homicide robbery burglary theft stole stolen
        assault assaulted kidnapping kidnapped kidnap blackmail fraud forgery forged bribery bribe
        bribed smuggling smuggled trafficking trafficked espionage treason terrorism terrorist
        arson perjury embezzlement embezzled harassment stabbed stabbing strangled
        imprisonment imprisoned executed execution hanged possession incitement propaganda
        desertion deserted tortured torture
        """,
    ),
    (
        "B",
        """
        pension pensions allowance allowances benefit benefits retirement retired unemployed unemployment deserter divorce divorced widowed adopted
        orphaned engaged pensioner tenant lease mortgage inheritance scholarship bankruptcy
        bankrupt unmarried
        """,
    ),
)
CLASSES: Final[dict[str, str]] = {
    word: letter for letter, words in reversed(_CLASSES) for word in words.split()
}
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
