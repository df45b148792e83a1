from urllib.parse import urlsplit

import pytest

from virtualstaging_mock._state.links import LIFETIME_MS, FileId, Links, NoFile

NOW = 1_767_225_600_000
UNTIL = NOW + LIFETIME_MS
ORIGIN = "http://localhost:8080"
links = Links(b"secret")


def sign(file: FileId) -> str:
    """A link that was made now."""
    return links.sign(ORIGIN, file, UNTIL)


def test_a_link_opens_its_file() -> None:
    """A link that was just made opens the file that it names."""
    file = FileId("v_1", "result")
    assert file == links.check(sign(file), NOW)


@pytest.mark.parametrize("kind", ["result", "optimized", "thumbnail", "mask", "before"])
@pytest.mark.parametrize("view", [None, 0, 1])
def test_file_ids_survive_being_written(kind: str, view: int | None) -> None:
    """A file id written as text and read again is the same."""
    file = FileId("v_1-x", kind, view)  # type: ignore[arg-type]
    assert file == FileId.parse(str(file))


def test_a_link_lives_until_its_last_millisecond() -> None:
    """One millisecond before the end it opens; at the end it is refused as expired."""
    link = sign(FileId("v_1", "result"))
    assert isinstance(links.check(link, NOW + LIFETIME_MS - 1), FileId)
    with pytest.raises(NoFile) as raised:
        links.check(link, NOW + LIFETIME_MS)
    refusal = raised.value
    assert (refusal.status, refusal.expired) == (403, True)
    assert "read the variation again" in refusal.message


def test_links_are_made_anew() -> None:
    """A link made later lives longer, so it is another link."""
    file = FileId("v_1", "result")
    assert sign(file) != links.sign(ORIGIN, file, UNTIL + 1)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("v_1", "v_2"),
        ("expires=1", "expires=2"),
        ("signature=", "signature=0"),
        ("&signature=", "&sig="),
        ("?expires", "?expired"),
        (".jpg", ".webp"),
    ],
)
def test_a_changed_link_is_refused(old: str, new: str) -> None:
    """Nothing in a link can be changed: 403, and not as an expired one."""
    link = sign(FileId("v_1", "result"))
    changed = link.replace(old, new, 1)
    assert changed != link
    with pytest.raises(NoFile) as raised:
        links.check(changed, NOW)
    refusal = raised.value
    assert (refusal.status, refusal.expired) == (403, False)


@pytest.mark.parametrize(
    "path",
    [
        "/files/",
        "/files/../x.jpg",
        "/files/%2e%2e%2fx.jpg",
        "/files/v_1.exe",
        "/v2/x",
        "",
        "/files/a/b",
    ],
)
def test_what_names_no_file_is_not_found(path: str) -> None:
    """A path that is no file id is a 404, whatever else it holds."""
    with pytest.raises(NoFile) as raised:
        links.check(f"{path}?expires=1&signature=é", NOW)
    refusal = raised.value
    assert refusal.status == 404


def test_links_of_another_secret_are_refused() -> None:
    """A link signed with another secret opens nothing."""
    link = Links(b"other").sign(ORIGIN, FileId("v_1", "result"), UNTIL)
    with pytest.raises(NoFile):
        links.check(link, NOW)


@pytest.mark.parametrize("view", [None, 0, 1])
def test_the_links_of_one_result_are_signed_together(view: int | None) -> None:
    """Each opens its own file as if signed alone, and the signature of none opens another."""
    together = links.sign_results(ORIGIN, "v_1", view, UNTIL)
    kinds = ("result", "optimized", "thumbnail")
    assert together == tuple(sign(FileId("v_1", kind, view)) for kind in kinds)  # type: ignore[arg-type]
    assert len({link.partition("signature=")[2] for link in together}) == 3


def test_links_are_on_the_file_host() -> None:
    """Links point at the host of the files and hold no key."""
    parts = urlsplit(sign(FileId("v_1", "thumbnail", 0)))
    assert parts.netloc == "localhost:8080"
    assert parts.path == "/files/v_1.0.s.jpg"


def test_too_many_parameters_are_refused() -> None:
    """A query of hundreds of parameters is refused, not worked through."""
    link = sign(FileId("v_1", "result")) + "&a=1" * 500
    with pytest.raises(NoFile):
        links.check(link, NOW)
