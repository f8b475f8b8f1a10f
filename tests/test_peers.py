"""Finding evidence beside other recipes: the scores on passages whose place is known, and each peer installed."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.settings import AppSettings
from eval.cases import Case, Evidence, Read, open_documents
from eval.peers.peer_tables import show_peers
from eval.peers.peers import measure_peers
from eval.peers.recipes import PEERS, Peer, Search
from index.documents import Document, Hit, Passage
from index.embedding import Embedder

BRIDGE = "The Osk Bridge spans 412 metres. It was opened by Mayor Lind in 1931."
FERRY = "The ferry leaves Osk at noon. A ticket costs four crowns. Dogs travel free of charge."


@pytest.fixture
def settings(tmp_path: Path) -> AppSettings:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "bridge.txt").write_text(BRIDGE, encoding="utf-8")
    (tmp_path / "docs" / "ferry.txt").write_text(FERRY, encoding="utf-8")
    return AppSettings.load(documents=tmp_path / "docs", data=tmp_path / "data")


@pytest.fixture
def read(settings: AppSettings) -> Read:
    return open_documents(settings.documents)


def case(question: str, fact: str, source: str, quote: str) -> Case:
    evidence = (Evidence(source, quote),)
    return Case(question, "any", question, True, must=((fact,),), sources=(source,), evidence=evidence)


CASES = (
    case("How long is the Osk Bridge?", "412", "bridge.txt", "The Osk Bridge spans 412 metres."),
    case("What does a ticket cost?", "four crowns", "ferry.txt", "A ticket costs four crowns."),
    Case("no", "any", "Do cats travel free of charge?", answerable=False),
)


def bridge_first(documents: Sequence[Document], embedder: Embedder, folder: Path) -> Search:
    """Return a search that hands out every document whole, always in the same order."""
    passages = [Passage(one.id, one.id, 0, len(one.text), one.text) for one in documents]
    return lambda question: [Hit(passage, 1.0, {}) for passage in passages]


def test_a_search_that_always_finds_the_same_is_right_half_of_the_time(settings: AppSettings, read: Read) -> None:
    fixed = Peer("fixed", "numpy", "whole documents", bridge_first)
    footnote, other = measure_peers(CASES, settings, [fixed], read=read)
    assert (other.cases, other.recalls, other.budget) == (2, (50.0, 100.0, 100.0), 100.0)
    assert (other.document, other.stated, other.words) == (50.0, 50.0, 15.0)
    assert (footnote.name, footnote.document, footnote.stated) == ("Footnote", 100.0, 100.0)


@pytest.mark.parametrize("peer", [peer for peer in PEERS if peer.version], ids=lambda peer: peer.name)
def test_an_installed_peer_finds_passages_that_stand_where_it_says(
    peer: Peer, settings: AppSettings, read: Read
) -> None:
    _, measured = measure_peers(CASES, settings, [peer], read=read)
    assert (measured.version, measured.recalls[-1], measured.stated) == (peer.version, 100.0, 100.0)


def test_a_peer_that_is_not_installed_is_named(
    settings: AppSettings, read: Read, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = Peer("absent", "no-such-package", "nothing", bridge_first)
    assert absent.version is None
    show_peers("two documents", list(measure_peers(CASES, settings, [], read=read)), missing=[absent])
    assert "Left out, not installed: no-such-package" in capsys.readouterr().out
