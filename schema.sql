-- Strongroom vault, format 1: the whole truth of a NAME.strongroom file.
--
-- The file is an ordinary SQLite database, and everything that matters in it is sealed. Whoever
-- opens it without keys sees what this page shows: how many sealed objects there are and of
-- which size class, which device (a random number) wrote which entry after which, and how many
-- slots, drafts, segments, own wraps and requests lie on this computer. No name, title, date,
-- place, role or wording stands anywhere in the clear. What the bytes mean: docs/format.md.
--
-- Strongroom compares every line of a file's schema with this page when it opens the file, and
-- refuses one with any difference: an added trigger, view, index or column, a changed setting.

PRAGMA page_size = 16384; -- bytes; has to come first
PRAGMA encoding = 'UTF-8';
PRAGMA application_id = 0x5354524D; -- the letters STRM
PRAGMA user_version = 1; -- the format; a newer one is refused, never guessed at

-- Immutable sealed bodies, named by their content: hash = SHA-256(body).
-- Nothing is changed in place, so two copies of a vault merge by union.
CREATE TABLE object (
    id   INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (typeof(hash) = 'blob' AND length(hash) = 32),
    body BLOB NOT NULL CHECK (typeof(body) = 'blob' AND length(body) <= 16777216) -- 16 MiB
);

-- The journal: one signed chain per device. hash = SHA-256(core).
-- A rowid table, since WITHOUT ROWID needs 2.4 times the space.
CREATE TABLE entry (
    id          INTEGER PRIMARY KEY, -- the order in which this file took the entries in
    hash        BLOB NOT NULL UNIQUE CHECK (typeof(hash) = 'blob' AND length(hash) = 32),
    device      BLOB NOT NULL CHECK (typeof(device) = 'blob' AND length(device) = 16),
    n           INTEGER NOT NULL CHECK (typeof(n) = 'integer' AND n >= 0), -- place in the chain
    -- In the clear: device, n, previous core, objects added and to be removed, hash of details.
    core        BLOB NOT NULL CHECK (typeof(core) = 'blob' AND length(core) <= 4194304),
    -- Sealed to all members: who signed it and what they had seen. Empty for the first entry.
    attestation BLOB NOT NULL CHECK (typeof(attestation) = 'blob' AND length(attestation) <= 4194304),
    -- Sealed to those who must know: what was done, to which record. Empty for the first entry.
    details     BLOB NOT NULL CHECK (typeof(details) = 'blob' AND length(details) <= 4194304)
);

-- Not unique: two entries with one (device, n) are a fork; both are kept and shown.
CREATE INDEX entry_device_n ON entry (device, n);

-- The tables below are local to this computer: named by no entry, and they leave by no packet,
-- hub or backup.

-- A member's device keys, sealed under passphrase and device secret. One slot per device.
CREATE TABLE slot (
    id     INTEGER PRIMARY KEY,
    device BLOB NOT NULL UNIQUE CHECK (typeof(device) = 'blob' AND length(device) = 16),
    body   BLOB NOT NULL CHECK (typeof(body) = 'blob' AND length(body) <= 65536)
);

-- A writing session's key, wrapped to its own writer, who can so read what they wrote.
CREATE TABLE own_wrap (
    session BLOB NOT NULL CHECK (typeof(session) = 'blob' AND length(session) = 32), -- an object
    device  BLOB NOT NULL CHECK (typeof(device) = 'blob' AND length(device) = 16),
    body    BLOB NOT NULL CHECK (typeof(body) = 'blob' AND length(body) <= 65536),
    PRIMARY KEY (session, device)
);

-- A form that was not saved yet, sealed to the device that types it.
CREATE TABLE draft (
    id     INTEGER PRIMARY KEY,
    device BLOB NOT NULL CHECK (typeof(device) = 'blob' AND length(device) = 16),
    body   BLOB NOT NULL CHECK (typeof(body) = 'blob' AND length(body) <= 16777216)
);

-- A sealed piece of the search index, so that opening a large vault is quick. Can be rebuilt.
CREATE TABLE segment (
    id     INTEGER PRIMARY KEY,
    device BLOB NOT NULL CHECK (typeof(device) = 'blob' AND length(device) = 16),
    body   BLOB NOT NULL CHECK (typeof(body) = 'blob' AND length(body) <= 67108864) -- 64 MiB
);

-- The private half of an identity request's one-time key, until the request closes or expires.
CREATE TABLE request_key (
    id     INTEGER PRIMARY KEY,
    device BLOB NOT NULL CHECK (typeof(device) = 'blob' AND length(device) = 16),
    body   BLOB NOT NULL CHECK (typeof(body) = 'blob' AND length(body) <= 65536)
);
