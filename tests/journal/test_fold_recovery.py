"""What the fold takes of a new recovery sheet, and what the old one is worth afterwards."""

from __future__ import annotations

import pytest

from tests.journal.conftest import Scene, keys_of, name, refused, ring, voucher
from vault import acts
from vault.model import Part


def renewal(scene: Scene, writer: str = "ed", sheet: str = "ed new sheet", **changed):
    who, new = name(writer, 16), ring(sheet)
    fields = {
        "who": who, "recovery": keys_of(new), "voucher": ring(writer).device,
        "signature": voucher("recovery", ring(writer), who, new), "boxes": (name("box"),),
    }  # fmt: skip
    return scene.act(acts.RecoveryRenewed, writer, **{**fields, **changed})


def added(scene: Scene, writer: str, sheet: str):
    """A device of Ed's that a sheet vouches for, as its own first entry."""
    new, who = ring(writer), name("ed", 16)
    act = acts.DeviceAdded(
        member=who, at=1, who=who, device=keys_of(new), voucher=ring(sheet).device,
        signature=voucher("recovery", ring(sheet), who, new),
    )  # fmt: skip
    return scene.enter(writer, act)


def test_a_new_sheet_has_the_grants_of_the_old_one_and_vouches_in_its_place(scene):
    redacted = next(iter(scene.epochs(Part.REDACTED)))
    assert scene.enter("ed", renewal(scene)) == ""
    assert (ring("ed new sheet").device, redacted) in scene.state.grants
    assert added(scene, "ed found", "ed sheet") != ""
    assert added(scene, "ed laptop", "ed new sheet") == ""


@pytest.mark.parametrize(
    "changed",
    [
        {"who": name("rev", 16)},
        {"signature": b"s" * 64},
        {"voucher": ring("ed sheet").device},
        {"voucher": ring("rev").device},
        {"recovery": keys_of(ring("rev sheet"))},
        {"recovery": keys_of(ring("ed"))},
        {"boxes": (), "signature": voucher("device-statement", ring("ed"), name("ed", 16),
                                           ring("ed new sheet"))},
    ],
)  # fmt: skip
def test_a_renewal_for_another_or_with_another_signature_is_refused(scene, changed):
    refused(scene, "ed", renewal(scene, **changed))


def test_an_old_sheet_never_becomes_the_new_one_again(scene):
    assert scene.enter("ed", renewal(scene)) == ""
    refused(scene, "ed", renewal(scene, sheet="ed sheet"))
    refused(scene, "rev", renewal(scene, "rev", sheet="ed sheet"))
