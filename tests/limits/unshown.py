"""Limits that no test can show: each says why, and stands on the page with the others."""

from __future__ import annotations

from typing import NamedTuple


class Unshown(NamedTuple):
    """A limit, as the mark of a test would give it, and why no test shows it."""

    number: int
    kind: str
    section: str
    sentence: str
    why: str


UNSHOWN = (
    Unshown(
        4,
        "good",
        "What a lost or stolen file still tells",
        "That somebody uses Strongroom cannot be hidden: the program, the file's ending "
        "and its header say so. There is no hidden vault and no second passphrase that "
        "opens a harmless one.",
        "nothing is built that a test could look at",
    ),
    Unshown(
        7,
        "good",
        "What a lost or stolen file still tells",
        "Overwriting reaches the vault file and SQLite's files beside it. It does not "
        "reach spare blocks of a solid-state disk, snapshots of a file system, backups, "
        "or memory that the operating system wrote to swap or to a hibernation file. "
        "Encrypt the disk and the swap.",
        "it lies below the file system",
    ),
    Unshown(
        24,
        "good",
        "What a colleague can do",
        "Who reads a quote can write it down, photograph it or tell it.",
        "it lies with a person",
    ),
    Unshown(
        27,
        "now",
        "What a colleague can do",
        "Events that end an embargo are counted, not matched: an interview and a quote "
        "that wait for two events leave after two recordings, whatever those say.",
        "none was written yet",
    ),
    Unshown(
        30,
        "now",
        "What redaction cannot know",
        "Strongroom does not count how many people could still match, and keeps no "
        "account of what earlier copies already told about a person.",
        "there is no such part yet",
    ),
    Unshown(
        35,
        "good",
        "What redaction cannot know",
        "The last check of a copy knows the terms of the desks that the checking person "
        "reads. The receipt counts the desks that were not checked.",
        "none was written yet",
    ),
    Unshown(
        37,
        "good",
        "What redaction cannot know",
        "What `strongroom redact` prints was looked at by rules and detectors alone, "
        "since there is no vault to ask. It says so in one line.",
        "none was written yet",
    ),
    Unshown(
        38,
        "good",
        "What leaves",
        "A released copy is plain text in a folder. What becomes of it is the newsroom's "
        "to tell; nothing brings it back.",
        "it happens outside the program",
    ),
    Unshown(
        42,
        "good",
        "The computer",
        "A program that runs with your rights while you work sees what you type and read. "
        "No archive can protect against that.",
        "the attacker is the computer itself",
    ),
    Unshown(
        44,
        "good",
        "The computer",
        "The terminal emulator, `tmux` and the like keep what was drawn in their own "
        "memory and logs. Strongroom draws on the alternate screen and clears it; the "
        "commands `show`, `find` and `copy show` print text that scrolls back.",
        "other programs keep it",
    ),
    Unshown(
        45,
        "good",
        "The computer",
        "Words given to `find` on the command line stand in the shell's history and in "
        "the list of processes. Without an argument they are read from standard input.",
        "the shell keeps it",
    ),
    Unshown(
        47,
        "good",
        "The computer",
        "That no other process of the same user can read Strongroom's memory, and that it "
        "leaves no core dump, is arranged on Linux; other systems get the limit on core "
        "files alone.",
        "the tests run on one system",
    ),
    Unshown(
        48,
        "now",
        "The computer",
        "Each opening verifies the whole journal and opens everything that one's keys "
        "open; finding then compares line by line. With many thousands of interviews both "
        "become slow.",
        "it is measured by benchmarks",
    ),
    Unshown(
        49,
        "good",
        "The computer",
        "After a power cut Strongroom relies on the disk to keep what it said was "
        "written. Kills of the process are tested; a lying disk is not.",
        "no test has a disk that lies",
    ),
    Unshown(
        67,
        "now",
        "Attachments",
        "Whoever makes new keys says to which devices they were sealed. Nobody can be "
        "left off that list, but an editor or admin who seals nonsense to a colleague "
        "shuts that colleague out of what comes; the colleague notices at once, others do "
        "not, and no command gives the key again.",
        "none was written yet",
    ),
    Unshown(
        69,
        "good",
        "Identities",
        "Who has seen an identity knows it. The record says who sealed, opened or "
        "attested; no key takes knowledge back, and who was told in a corridor stands "
        "nowhere.",
        "it lies with a person",
    ),
    Unshown(
        75,
        "now",
        "Identities",
        "The program puts no two requests side by side: who asks for one source after "
        "another is seen by custodians who read the list, and by nobody else.",
        "there is no such part yet",
    ),
    Unshown(
        76,
        "now",
        "Attachments",
        "That pieces arrived is known from the device that said it lacked them. Where a "
        "colleague at the same computer took them in, or the device was renewed, they are "
        "sent again with each packet until it speaks; so are recordings to somebody who "
        "never writes anything (LIM-56).",
        "none was written yet",
    ),
    Unshown(
        84,
        "now",
        "Recovery sheets",
        "Keys that a colleague gives at another computer while a sheet is renewed go to "
        "the old one. The drill says so, and a second renewal mends it.",
        "none was written yet",
    ),
    Unshown(
        85,
        "good",
        "Recovery sheets",
        "The library that splits and joins sheets does not claim to take the same time "
        "whatever it works on. Split a sheet, and recover from shares, on a computer that "
        "you trust; what is said of programs beside it (LIM-42) holds here too.",
        "the library says so of itself",
    ),
)
