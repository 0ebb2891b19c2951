"""How the story looks: Rich, in a terminal or in a log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

import segno
from rich.console import Console, ConsoleOptions, RenderResult
from rich.live import Live
from rich.markup import escape
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from cli.demo.cast import Fate, Visitor

INDENT = 4
LOOKS = {
    Fate.WAITING: ("waiting", "bright_black", "□"),
    Fate.HELD: ("held, not paid", "yellow", "■"),
    Fate.PAYING: ("paid at the bank, not heard of", "blue", "■"),
    Fate.SOLD: ("sold", "green", "■"),
    Fate.EXPIRED: ("hold expired", "magenta", "□"),
    Fate.REFUSED: ("sold out", "red", "✗"),
}
CELL = 4  # columns per visitor: up to three tickets and a gap
PER_ROW = 15


class Screen:
    """Writes the story down."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._act = 0

    def title(self, text: str, subtitle: str) -> None:
        """The first lines."""
        self._console.print()
        self._console.print(f"  [bold]{escape(text)}[/]  [dim]{escape(subtitle)}[/]")

    def act(self, title: str) -> None:
        """A new act begins."""
        self._act += 1
        self._console.print()
        self._console.print(
            Rule(f"[bold]{self._act}  {escape(title)}[/]", align="left", style="dim")
        )

    def say(self, text: str) -> None:
        """A sentence of the narrator."""
        self._console.print(Padding(Text(text, style="dim"), (0, 2, 0, 2)))

    def done(self, who: str, what: str, *how: str) -> None:
        """Something happened: who did what, and by which requests."""
        line = Table.grid(padding=(0, 1, 0, 0))
        text = Text.assemble((who, "bold"), " ", what)
        line.add_row(Text("✓", "green"), text)
        for request in how:
            line.add_row("", Text(request, "dim"))
        self._console.print(Padding(line, (0, 2, 0, 2)))

    def end(self, *lines: str) -> None:
        """The last lines."""
        self._console.print()
        for line in lines:
            self.say(line)

    def failed(self, what: str) -> None:
        """Something that had to be true is not."""
        self._console.print(f"  [red]✗[/] {escape(what)}")

    @contextmanager
    def working(self, what: str) -> Iterator[None]:
        """Show that something takes a moment."""
        with self._console.status(f"[dim]{escape(what)} …[/]", spinner="dots"):
            yield

    @contextmanager
    def counting(self, what: str, total: int) -> Iterator[Callable[[int], None]]:
        """Show how many there are; call the result with their number."""
        bar = Progress(
            TextColumn(f"  [dim]{escape(what)}[/]"),
            BarColumn(30),
            MofNCompleteColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        task = bar.add_task("", total=total)
        with bar:
            yield lambda count: bar.update(task, completed=count)

    def progress(self, what: str) -> None:
        """A step of something longer."""
        self._console.print(f"    [dim]{escape(what)}[/]", highlight=False)

    def table(self, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        """A small table; columns after the first are aligned to the right."""
        table = Table(box=None, padding=(0, 3, 0, 0), header_style="dim", show_edge=False)
        for number, head in enumerate(heads):
            table.add_column(head, justify="right" if number else "left")
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self._console.print()
        self._console.print(Padding(table, (0, 0, 0, INDENT), expand=False))
        self._console.print()

    def tally(self, moments: Iterable[tuple[str, Mapping[str, int]]]) -> None:
        """How many tickets there were of each kind, moment by moment."""
        columns = list(moments)
        self.table(
            ("tickets", *(title for title, _ in columns)),
            [(kind, *(str(counts[kind]) for _, counts in columns)) for kind in columns[0][1]],
        )

    def qr(self, content: str) -> None:
        """A QR code that a phone can scan from the screen: black on white, whatever the theme."""
        rows = [list(row) for row in segno.make(content, error="m").matrix_iter(border=2)]
        if len(rows) % 2:
            rows.append([0] * len(rows[0]))
        halves = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}
        for top, bottom in zip(rows[::2], rows[1::2], strict=True):
            line = "".join(
                halves[bool(upper), bool(lower)] for upper, lower in zip(top, bottom, strict=True)
            )
            self._console.print(" " * INDENT, Text(line, style="#000000 on #ffffff"), sep="")

    @contextmanager
    def watching(self, visitors: list[Visitor]) -> Iterator[None]:
        """Show the crowd as it changes."""
        with Live(Crowd(visitors), console=self._console, refresh_per_second=12):
            yield


class Crowd:
    """Every visitor as a group of squares, one per ticket; below, what the colours mean."""

    def __init__(self, visitors: list[Visitor]) -> None:
        self._visitors = visitors

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        per_row = max(1, min(PER_ROW, (options.max_width - INDENT) // CELL))
        yield Text()
        for first in range(0, len(self._visitors), per_row):
            line = Text(" " * INDENT)
            for visitor in self._visitors[first : first + per_row]:
                line.append(_squares(visitor))
            yield line
        yield Text()
        yield self._counts()
        yield Text()

    def _counts(self) -> Text:
        tickets: Counter[Fate] = Counter()
        for visitor in self._visitors:
            tickets[visitor.fate] += visitor.tickets or visitor.wants
            if visitor.tickets:
                tickets[Fate.REFUSED] += visitor.wants - visitor.tickets
        line = Text(" " * INDENT)
        for fate, (word, colour, square) in LOOKS.items():
            if tickets[fate]:
                line.append(f"{square} ", colour)
                line.append(f"{tickets[fate]} {word}   ")
        return line


def _squares(visitor: Visitor) -> Text:
    _, colour, square = LOOKS[visitor.fate]
    _, refused, cross = LOOKS[Fate.REFUSED]
    cell = Text(square * (visitor.tickets or visitor.wants), colour)
    if visitor.tickets:
        cell.append(cross * (visitor.wants - visitor.tickets), refused)
    cell.pad_right(max(1, CELL - len(cell)))
    return cell
