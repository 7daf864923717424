"""The fold over identities: two people for a list, k for a name, nobody twice, each on its desk."""

from __future__ import annotations

import itertools

import pytest

from tests.journal.conftest import DESK, OTHER_DESK, Scene, epoch_of, name, refused
from tests.journal.test_rights import folded
from vault import acts
from vault.acts import Assignment
from vault.crypto import primitives, sharing
from vault.model import Part, Role

PERSON, BODY = name("person", 16), name("identity body")
KEEPERS = ("kim", "lou", "mia")


def ids(*names: str) -> tuple[bytes, ...]:
    return tuple(name(each, 16) for each in names)


def keeper(scene: Scene, who: str, *, key: bool = True) -> None:
    """Admit a custodian, and give them the key of the desk's journal."""
    scene.admit(who, (Role.CUSTODIAN, b""))
    if key:
        give_journal(scene, who)


def give_journal(scene: Scene, who: str, giver: str = "ed") -> None:
    epochs = tuple(scene.epochs(Part.JOURNAL))
    assert scene.do(acts.Granted, giver, to=name(who, 16), epochs=epochs, boxes=()) == ""


def proposal(scene: Scene, writer: str, names=KEEPERS, k: int = 2, **changed):
    now = scene.state.identities.in_force.get(DESK, b"")
    fields = {"desk": DESK, "members": ids(*names), "k": k, "replaces": now, **changed}
    return scene.act(acts.CustodiansProposed, writer, **fields)


def confirmation(scene: Scene, writer: str, **changed):
    fields = {"desk": DESK, "proposal": scene.log[-1].hash, **changed}
    return scene.act(acts.CustodiansConfirmed, writer, **fields)


def put_in_force(scene: Scene, first: str, second: str, names=KEEPERS, k: int = 2) -> None:
    assert scene.enter(first, proposal(scene, first, names, k)) == ""
    assert scene.enter(second, confirmation(scene, second)) == ""


def sealing(scene: Scene, writer: str = "rep", **changed):
    fields = {
        "person": PERSON, "custodians": scene.state.identities.in_force.get(DESK, b""),
        "body": BODY, "bundles": tuple(name(f"bundle {n}") for n in range(3)),
        "shares": tuple(name(f"share {n}") for n in range(3)),
    }  # fmt: skip
    return scene.act(acts.IdentitySealed, writer, **{**fields, **changed})


def asking(scene: Scene, writer: str = "ed", text: str = "one", **changed):
    fields = {
        "person": PERSON, "body": BODY, "reason": name(f"reason {writer} {text}"),
        "expires_at": 3600,
        "key": primitives.kem_key(name(f"one-time {text}")).public,
    }  # fmt: skip
    return scene.act(acts.IdentityRequested, writer, **{**fields, **changed})


def yes(scene: Scene, writer: str, request: bytes, box: str = ""):
    named = {"request": request, "box": name(box or f"box {writer}")}
    return scene.act(acts.IdentityApproved, writer, **named)


def no(scene: Scene, writer: str, request: bytes):
    named = {"request": request, "reason": name("no")}
    return scene.act(acts.IdentityDenied, writer, **named)


def end(scene: Scene, writer: str, request: bytes, outcome: str = "closed"):
    return scene.act(acts.IdentityClosed, writer, request=request, outcome=outcome)


@pytest.fixture
def kept(logged) -> Scene:
    """A desk with custodians who have the role and the key; no list yet."""
    for who in KEEPERS:
        keeper(logged, who)
    return logged


@pytest.fixture
def listed(kept) -> Scene:
    """The same with a list in force: two of three."""
    put_in_force(kept, "ana", "ed")
    return kept


@pytest.fixture
def closed(listed) -> Scene:
    """The same with one identity sealed."""
    assert listed.enter("rep", sealing(listed)) == ""
    return listed


@pytest.fixture
def open_(closed) -> tuple[Scene, bytes]:
    """The same with an open request by Ed."""
    assert closed.enter("ed", asking(closed)) == ""
    return closed, closed.log[-1].hash


# --- lists ---------------------------------------------------------------------------------


def test_an_admin_and_an_editor_make_the_first_list(kept):
    put_in_force(kept, "ana", "ed")
    now = kept.state.identities.custodians(DESK)
    assert (now.members, now.k) == (ids(*KEEPERS), 2)


def test_afterwards_an_admin_and_a_custodian_change_it_whoever_speaks_first(listed):
    put_in_force(listed, "lou", "ana", ("lou", "mia", "kim"))
    put_in_force(listed, "ana", "mia", ("mia", "kim", "lou"))
    refused(listed, "ed", proposal(listed, "ed"))


@pytest.mark.parametrize("second", ["ana", "rev", "rep", "kim"])
def test_a_first_list_is_confirmed_by_another_person_and_an_editor(kept, second):
    assert kept.enter("ana", proposal(kept, "ana")) == ""
    refused(kept, second, confirmation(kept, second))


def test_two_editors_without_an_admin_confirm_nothing(kept):
    kept.admit("eve", (Role.EDITOR, DESK))
    assert kept.enter("ed", proposal(kept, "ed")) == ""
    refused(kept, "eve", confirmation(kept, "eve"))


@pytest.mark.parametrize("k", [0, 1, 3, 4])
def test_a_list_needs_two_at_least_and_spares_one(kept, k):
    refused(kept, "ana", proposal(kept, "ana", k=k))


def test_nobody_stands_twice_on_a_list(kept):
    refused(kept, "ana", proposal(kept, "ana", ("kim", "lou", "kim")))


def test_M11_nobody_without_role_or_without_a_key_that_another_gave_is_a_custodian(kept):
    keeper(kept, "pat", key=False)
    for who in ("pat", "ed", "rev"):
        refused(kept, "ana", proposal(kept, "ana", ("kim", "lou", who)))
    epochs = tuple(kept.epochs(Part.JOURNAL))
    act = kept.act(acts.Granted, "ana", to=name("pat", 16), epochs=epochs, boxes=())
    refused(kept, "ana", act)  # who let Pat in does not give Pat the key
    give_journal(kept, "pat")
    assert kept.enter("ana", proposal(kept, "ana", ("kim", "lou", "pat"))) == ""


def test_nobody_adds_themselves(listed):
    both = (Assignment(Role.ADMIN), Assignment(Role.CUSTODIAN))
    assert listed.do(acts.RolesChanged, "ana", who=name("ana", 16), assignments=both) == ""
    give_journal(listed, "ana")
    refused(listed, "ana", proposal(listed, "ana", (*KEEPERS, "ana")))
    keeper(listed, "pat")
    assert listed.enter("ana", proposal(listed, "ana", (*KEEPERS, "pat"))) == ""
    refused(listed, "pat", confirmation(listed, "pat"))


def test_a_list_for_another_list_than_the_one_in_force_is_stale(listed):
    first = proposal(listed, "ana")
    assert listed.enter("ana", first) == ""
    waiting = listed.log[-1].hash
    put_in_force(listed, "ana", "kim", ("lou", "mia", "kim"))
    refused(listed, "kim", confirmation(listed, "kim", proposal=waiting))
    refused(listed, "ana", proposal(listed, "ana", replaces=b""))


def test_where_too_few_custodians_are_left_an_admin_and_an_editor_begin_again(closed):
    for who in ("kim", "lou"):
        assert closed.do(acts.RolesChanged, "ana", who=name(who, 16), assignments=()) == ""
    for who in ("pat", "sam"):
        keeper(closed, who)
    refused(closed, "mia", proposal(closed, "mia", ("pat", "sam", "mia")))
    put_in_force(closed, "ana", "ed", ("pat", "sam", "mia"))
    for of, to in (("kim", "pat"), ("lou", "sam")):  # what was sealed stays with whom it was
        refused(closed, "ed", moved(closed, "ed", of, to))
    assert closed.state.identities.sealings[BODY].holders == [*ids(*KEEPERS)]


def test_who_lost_the_role_meanwhile_is_not_confirmed(kept):
    assert kept.enter("ana", proposal(kept, "ana")) == ""
    waiting = kept.log[-1].hash
    assert kept.do(acts.RolesChanged, "ana", who=name("mia", 16), assignments=()) == ""
    refused(kept, "ed", confirmation(kept, "ed", proposal=waiting))


# --- sealing -------------------------------------------------------------------------------


def test_who_writes_the_desk_seals_to_its_list(closed):
    (found,) = closed.state.identities.sealings_of(PERSON)
    assert (found.holders, found.k, found.member) == ([*ids(*KEEPERS)], 2, name("rep", 16))
    assert closed.state.identities.knowers(PERSON) == {name("rep", 16)}


@pytest.mark.parametrize("writer", ["rev", "kim", "ana admin"])
def test_nobody_else_seals(listed, writer):
    who = writer.split()[0]
    if who == "ana":
        only = (Assignment(Role.ADMIN),)
        assert listed.do(acts.RolesChanged, "ana", who=name("ana", 16), assignments=only) == ""
    refused(listed, who, sealing(listed, who))


@pytest.mark.parametrize(
    "changed",
    [
        {"custodians": name("no list")},
        {"person": name("nobody", 16)},
        {"shares": (name("share"),)},
        {"desk": OTHER_DESK},
    ],
)
def test_a_sealing_names_a_list_of_its_desk_a_person_and_every_share(listed, changed):
    refused(listed, "rep", sealing(listed, **changed))


def test_one_body_is_sealed_once(closed):
    refused(closed, "ed", sealing(closed, "ed"))
    others = tuple(name(f"further bundle {n}") for n in range(3))
    again = sealing(closed, "ed", body=name("again"), bundles=others)
    assert closed.enter("ed", again) == ""
    assert len(closed.state.identities.sealings_of(PERSON)) == 2


def test_members_of_a_desk_say_that_they_know_and_custodians_do_not(logged):
    for writer in ("rep", "rev", "ed"):
        assert logged.do(acts.IdentityNotStored, writer, person=PERSON) == ""
    assert logged.state.identities.attested[PERSON] == set(ids("rep", "rev", "ed"))
    keeper(logged, "kim")
    act = logged.act(acts.IdentityNotStored, "kim", person=PERSON)
    refused(logged, "kim", act)
    refused(logged, "ed", logged.act(acts.IdentityNotStored, "ed", person=name("x", 16)))


# --- asking and answering ------------------------------------------------------------------


@pytest.mark.parametrize("writer", ["rep", "rev", "kim"])
def test_only_an_editor_asks(closed, writer):
    refused(closed, writer, asking(closed, writer))


def test_M8_who_keeps_a_share_or_stands_on_the_list_does_not_ask(closed):
    roles = (Assignment(Role.EDITOR, DESK), Assignment(Role.CUSTODIAN))
    for who in ("kim", "ed"):
        done = closed.do(acts.RolesChanged, "ana", who=name(who, 16), assignments=roles)
        assert done == ""
    refused(closed, "kim", asking(closed, "kim"))
    assert closed.enter("ed", asking(closed, "ed")) == ""
    refused(closed, "ed", yes(closed, "ed", closed.log[-1].hash))


@pytest.mark.parametrize(
    "changed",
    [
        {"body": name("nothing")},
        {"person": name("nobody", 16)},
        {"expires_at": 1},
        {"expires_at": 24 * 3600 + 2},
        {"key": bytes(1216)},
        {"key": b"short"},
    ],
)
def test_a_request_names_a_sealing_a_day_and_a_key(closed, changed):
    refused(closed, "ed", asking(closed, **changed))


def test_M6_a_key_serves_one_request(open_):
    scene, _ = open_
    refused(scene, "ana", asking(scene, "ana"))
    assert scene.enter("ana", asking(scene, "ana", "two")) == ""


def test_M6_a_box_that_answered_one_request_answers_no_other(open_):
    scene, first = open_
    assert scene.enter("kim", yes(scene, "kim", first)) == ""
    assert scene.enter("ed", asking(scene, "ed", "two")) == ""
    second = scene.log[-1].hash
    refused(scene, "kim", yes(scene, "kim", second, "box kim"))
    refused(scene, "lou", yes(scene, "lou", second, "box kim"))
    assert scene.enter("kim", yes(scene, "kim", second, "another")) == ""


def test_M4_people_count_once_and_only_those_who_hold_a_place(open_):
    scene, request = open_
    assert scene.enter("kim", yes(scene, "kim", request)) == ""
    refused(scene, "kim", yes(scene, "kim", request, "again"))
    refused(scene, "kim", no(scene, "kim", request))
    keeper(scene, "pat")
    for who in ("pat", "ana", "rev", "ed"):
        refused(scene, who, yes(scene, who, request))
    assert len(scene.state.identities.requests[request].approvals) == 1
    refused(scene, "ed", end(scene, "ed", request, "opened"))


def test_k_yeses_open_and_the_opener_is_on_record(open_):
    scene, request = open_
    for who in ("kim", "mia"):
        assert scene.enter(who, yes(scene, who, request)) == ""
    refused(scene, "ana", end(scene, "ana", request, "opened"))
    refused(scene, "ed", end(scene, "ed", request, "printed"))
    assert scene.enter("ed", end(scene, "ed", request, "opened")) == ""
    assert scene.state.identities.knowers(PERSON) == set(ids("rep", "ed"))
    assert scene.enter("ed", end(scene, "ed", request, "expired")) == ""
    assert scene.state.identities.requests[request].outcome == "opened"


def test_a_custodian_without_the_role_answers_no_more(open_):
    scene, request = open_
    assert scene.do(acts.RolesChanged, "ana", who=name("kim", 16), assignments=()) == ""
    refused(scene, "kim", yes(scene, "kim", request))


# --- handing over --------------------------------------------------------------------------


def moved(scene: Scene, writer: str, of: str, to: str, **changed):
    fields = {"bodies": (BODY,), "bundles": (name(f"for {to} {writer}"),), **changed}
    named = {"of": name(of, 16), "to": name(to, 16)}
    return scene.act(acts.SharesResealed, writer, **named, **fields)


@pytest.fixture
def succeeded(closed) -> Scene:
    """A list in force in which Pat stands in Kim's place."""
    keeper(closed, "pat")
    put_in_force(closed, "ana", "kim", ("pat", "lou", "mia"))
    return closed


def test_who_leaves_hands_the_place_to_the_successor(succeeded):
    assert succeeded.enter("kim", moved(succeeded, "kim", "kim", "pat")) == ""
    (found,) = succeeded.state.identities.sealings_of(PERSON)
    assert found.holders == [*ids("pat", "lou", "mia")]
    refused(succeeded, "kim", moved(succeeded, "kim", "kim", "pat"))
    assert succeeded.enter("ed", asking(succeeded)) == ""
    request = succeeded.log[-1].hash
    refused(succeeded, "kim", yes(succeeded, "kim", request))
    assert succeeded.enter("pat", yes(succeeded, "pat", request)) == ""


def test_a_lost_place_moves_when_others_gave_all_of_its_shares(succeeded):
    assert succeeded.enter("lou", moved(succeeded, "lou", "kim", "pat")) == ""
    (found,) = succeeded.state.identities.sealings_of(PERSON)
    assert name("kim", 16) in found.holders
    assert succeeded.enter("mia", moved(succeeded, "mia", "kim", "pat")) == ""
    assert found.holders == [*ids("pat", "lou", "mia")]
    assert sharing.numbers_of(0, 2, 3) == found.numbers_of(name("pat", 16))


def test_an_earlier_successor_who_got_a_part_does_not_keep_the_place_from_a_later_one(succeeded):
    assert succeeded.enter("lou", moved(succeeded, "lou", "kim", "pat")) == ""
    keeper(succeeded, "sam")
    refused(succeeded, "kim", moved(succeeded, "kim", "kim", "sam"))
    put_in_force(succeeded, "ana", "lou", ("sam", "lou", "mia"))
    assert succeeded.enter("kim", moved(succeeded, "kim", "kim", "sam")) == ""
    found = succeeded.state.identities.sealings[BODY]
    assert (found.holders, found.moving) == ([*ids("sam", "lou", "mia")], {})


@pytest.mark.parametrize(
    ("writer", "of", "to"),
    [
        ("kim", "kim", "lou"),  # who held two places would need one helper less
        ("lou", "lou", "pat"),  # Lou is on the list
        ("kim", "kim", "ed"),  # no custodian
        ("pat", "kim", "pat"),  # holds nothing to give
        ("ed", "kim", "pat"),
    ],
)
def test_M4_no_place_moves_to_a_holder_or_by_a_stranger(succeeded, writer, of, to):
    refused(succeeded, writer, moved(succeeded, writer, of, to))


@pytest.mark.parametrize("bodies", [(), (BODY, BODY), (name("nothing"),)])
def test_a_hand_over_names_sealings_once(succeeded, bodies):
    refused(succeeded, "kim", moved(succeeded, "kim", "kim", "pat", bodies=bodies))


def test_a_custodian_who_lost_a_computer_gets_their_own_place_back(closed):
    before = list(closed.state.identities.sealings[BODY].holders)
    assert closed.enter("lou", moved(closed, "lou", "kim", "kim")) == ""
    found = closed.state.identities.sealings[BODY]
    assert (found.holders, found.moving, len(found.bundles)) == (before, {}, 4)
    refused(closed, "ed", moved(closed, "ed", "kim", "kim"))


# --- any order -----------------------------------------------------------------------------


def test_answers_and_ends_written_beside_each_other_fold_alike_in_every_order(open_):
    scene, request = open_
    seen = scene.log[-1].hash
    beside = [
        scene.taken("kim", yes(scene, "kim", request)),
        scene.taken("lou", no(scene, "lou", request)),
        scene.taken("ed", end(scene, "ed", request)),
        scene.taken("rep", scene.act(acts.IdentityNotStored, "rep", person=PERSON)),
    ]
    beside = [each._replace(builds_on=(seen,)) for each in beside]
    states = [folded(scene, list(some)) for some in itertools.permutations(beside)]
    assert all(state.identities == states[0].identities for state in states)
    assert all(not state.refused for state in states)
    found = states[0].identities.requests[request]
    assert (len(found.approvals), len(found.denials), found.outcome) == (1, 1, "closed")


def test_the_journal_key_counts_for_the_desk_it_is_of(kept):
    keeper(kept, "pat", key=False)
    assert kept.open_desk("ed", OTHER_DESK) == ""
    other = [
        epoch_of(key)
        for key in kept.log[-1].act.keys
        if key.part is Part.JOURNAL
    ]  # fmt: skip
    done = kept.do(acts.Granted, "ed", to=name("pat", 16), epochs=tuple(other), boxes=())
    assert done == ""
    refused(kept, "ana", proposal(kept, "ana", ("kim", "lou", "pat")))
