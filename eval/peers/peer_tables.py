"""What was measured beside the peers -> a table on the terminal; measures and judges nothing."""

from collections.abc import Sequence

from rich import box
from rich.table import Table

from eval.finding import DEPTHS
from eval.peers.peers import BUDGET, Measured
from eval.peers.recipes import Peer
from index.terminal import out


def show_peers(suite: str, measured: Sequence[Measured], *, missing: Sequence[Peer]) -> None:
    """Print a row for each way to search, and which were left out because they are not installed."""
    recalls = [f"rec.\n@{depth} %" for depth in DEPTHS]
    table = Table(box=box.SIMPLE, show_edge=False, padding=0)
    table.add_column(f"{suite}, {measured[0].cases} cases", no_wrap=True)
    for heading in (
        *recalls,
        f"{BUDGET}\nw. %",
        "doc.\n%",
        "said\n%",
        "words",
        "index\ns",
        "find\nms",
        "show\nms",
    ):
        table.add_column(heading, justify="right", min_width=4, no_wrap=True)
    for one in measured:
        shares = (
            "-" if share is None else f"{share:.1f}" for share in (*one.recalls, one.budget, one.document, one.stated)
        )
        times = ("-" if time is None else f"{time:.0f}" for time in (one.find_ms, one.show_ms))
        table.add_row(one.name, *shares, f"{one.words:.0f}", f"{one.index_seconds:.1f}", *times)
    out.print(table)
    out.print(
        f"rec.: the evidence in the first so many passages; {BUDGET} w.: all of it in the first {BUDGET} words found; "
        "doc.: the first passage is of a right document; said: what is shown states every fact "
        "(Footnote's answer, else the sentence of the first passage nearest the question)",
        style="dim",
    )
    out.print("; ".join(f"{one.name} {one.version}" for one in measured), style="dim", highlight=False)
    for name in dict.fromkeys(peer.package for peer in missing):
        out.print(f"Left out, not installed: {name} (pip install 'footnote[peers]').", highlight=False)
