"""What attachments still tell, and what looking into them cannot know."""

from __future__ import annotations

import io
import zipfile

import pytest

from tests.ingest import files
from tests.limits import steps
from tests.limits.newsroom import REPORTER
from vault.archive import attachments
from vault.ingest.traces import look


@pytest.mark.limit(62, "good", "Attachments")
def test_an_outsider_tells_the_size_class_of_a_recording(room, tmp_path):
    """How many pieces an attachment has, and how long the last one is, shows the size class of
    the file, as with any object; and that an interview has a file at all is seen by whoever
    folds the desk's acts.
    """

    def shape(size: int) -> list[int]:
        reporter = room.open(REPORTER)
        path = tmp_path / f"tape {size}"
        path.write_bytes(bytes(size))
        attachments.attach(reporter, steps.log(reporter, "We heard the ice."), path)
        room.close()
        sql = "SELECT length(body) FROM object WHERE substr(body, 1, 3) = x'000104' ORDER BY id"
        return [length for (length,) in room.rows(sql)]

    first = shape(9_000_000)
    assert len(first) == 3
    assert shape(9_010_000)[3:] == first  # alike
    assert shape(11_000_000)[6:] != first  # not alike


@pytest.mark.limit(63, "good", "Attachments")
def test_the_original_stays_readable_where_it_was(room, tmp_path):
    """The file that was attached stays readable where it was, and one that was written out is
    not sealed; Strongroom says both. A program that is killed while it writes one out leaves a
    hidden `.part` file beside it.
    """
    reporter = room.open(REPORTER)
    path = tmp_path / "tape"
    path.write_bytes(b"a voice")
    attachments.attach(reporter, steps.log(reporter, "We heard the ice."), path)
    assert path.read_bytes() == b"a voice"


@pytest.mark.limit(64, "good", "Attachments")
def test_a_photograph_inside_a_document_is_not_looked_into():
    """What files tell is looked for where common programs write it. What is in the picture or
    the sound, in pictures inside documents, in watermarks and in the grain of a camera's sensor
    is not.
    """
    made = io.BytesIO(files.office(""))
    with zipfile.ZipFile(made, "a") as package:
        package.writestr("word/media/image1.jpeg", files.jpeg(files.exif(files.tiff())))
    assert look(made, len(made.getvalue())).traces == ()
