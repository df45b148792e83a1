"""The plots of the documentation, each for a light and for a dark page."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks._results import Ratio

PLOTS = Path(__file__).parents[1] / "docs" / "plots"
Rows = Sequence[Ratio]
OURS = "virtualstaging"
THEMES = {
    # name: text, ours, theirs
    "light": ("#23282d", "#3949ab", "#9aa0b0"),
    "dark": ("#e2e4ea", "#8c9eff", "#5f6675"),
}


def draw(results: Mapping[str, Rows]) -> None:
    """All for which there are results, and the diagram that needs none."""
    PLOTS.mkdir(exist_ok=True)
    write("lost-answer", (7.6, 3.9), lost_answer)
    if "peers" in results:
        write(
            "peers", (7.6, 4.6), lambda figure, *colours: peers(figure, results["peers"], *colours)
        )
    if "waiting" in results:
        rows = results["waiting"]
        write("waiting", (7.6, 2.9), lambda figure, *colours: waiting(figure, rows, *colours))
    if "mock" in results:
        rows = results["mock"]
        write("mock", (7.6, 2.2), lambda figure, *colours: mock(figure, rows, *colours))


def write(name: str, size: tuple[float, float], paint: Callable[..., None]) -> None:
    """Both files. The same numbers give the same bytes."""
    for theme, (text, ours, theirs) in THEMES.items():
        settings: Any = {
            "svg.fonttype": "none",  # text stays text
            "svg.hashsalt": name,
            "font.size": 10,
            "text.color": text,
            "axes.labelcolor": text,
            "axes.edgecolor": theirs,
            "xtick.color": text,
            "ytick.color": text,
        }
        with mpl.rc_context(settings):
            figure = Figure(figsize=size, layout="constrained")
            paint(figure, ours, theirs)
            path = PLOTS / f"{name}-{theme}.svg"
            figure.savefig(path, transparent=True, metadata={"Date": None, "Creator": None})


def bars(axes: Axes, title: str, values: Mapping[str, float], ours: str, theirs: str) -> None:
    """Horizontal bars, ours in a colour of its own."""
    names = list(values)[::-1]
    numbers = [values[name] for name in names]
    drawn = axes.barh(names, numbers, color=[ours if name == OURS else theirs for name in names])
    axes.bar_label(drawn, labels=[f" {number:.3g}" for number in numbers])
    axes.set_title(title, loc="left", fontsize=10)
    axes.margins(x=0.18)
    axes.spines[["top", "right", "bottom"]].set_visible(False)
    axes.set_xticks([])


def beside(rows: Rows, what: str) -> dict[str, float]:
    """Ours, and each of the others, in one thing that was measured."""
    chosen = [row for row in rows if row.what == what]
    return {OURS: chosen[0].ours} | {row.peer: row.theirs for row in chosen}


def peers(figure: Figure, rows: Rows, ours: str, theirs: str) -> None:
    """The client beside those of other services."""
    upper, lower = figure.subplots(2, 2).tolist()
    titles = ("GET a render", "POST a render", "import")
    for axes, what in zip((*upper, lower[0]), titles, strict=True):
        unit = next(row.unit for row in rows if row.what == what)
        bars(axes, f"{what}: {unit} of processor time", beside(rows, what), ours, theirs)
    lower[1].set_visible(False)


def mock(figure: Figure, rows: Rows, ours: str, theirs: str) -> None:
    """The mock server beside others."""
    titles = {
        "processor time of a validated POST /renders": "POST /renders: µs of processor time",
        "start to first answer": "start to first answer: ms",
    }
    for axes, (what, title) in zip(figure.subplots(1, 2).tolist(), titles.items(), strict=True):
        bars(axes, title, beside(rows, what), ours, theirs)


def waiting(figure: Figure, rows: Rows, ours: str, theirs: str) -> None:
    """Requests for each render, and seconds until its end is known."""
    found = {row.what: row for row in rows}
    numbers = (1, 10, 100)
    marks = {"low-latency": ":", "balanced": "-", "frugal": "--"}
    titles = {"requests": "requests for each render", "seconds": "seconds until it is known"}
    for axes, (part, title) in zip(figure.subplots(1, 2).tolist(), titles.items(), strict=True):
        fixed = [found[f"{number} at once, balanced: {part}"].theirs for number in numbers]
        axes.plot(range(3), fixed, color=theirs, marker="o", label="each one every 3 s")
        for poll, line in marks.items():
            values = [found[f"{number} at once, {poll}: {part}"].ours for number in numbers]
            axes.plot(range(3), values, color=ours, marker="o", linestyle=line, label=f'"{poll}"')
        axes.set_title(title, loc="left", fontsize=10)
        axes.set_xticks(range(3), list(map(str, numbers)))
        axes.set_xlabel("renders at once")
        axes.set_ylim(bottom=0)
        axes.spines[["top", "right"]].set_visible(False)
    figure.legend(
        *axes.get_legend_handles_labels(), loc="outside lower center", ncols=4, frameon=False
    )


def lost_answer(figure: Figure, ours: str, theirs: str) -> None:
    """What happens between three when the answer to an order is lost."""
    steps = [
        # from, to, what, whether it arrives
        (0, 1, "renders.create(photo, …)", True),
        (1, 2, "what is the newest render?", True),
        (1, 2, "POST /renders", True),
        (2, 1, "202: made, charged", False),
        (1, 2, "what came after the newest? (not: POST again)", True),
        (2, 1, "one that fits, and no other", True),
        (1, 0, "the render, charged once", True),
    ]
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set(xlim=(-0.35, 2.35), ylim=(-len(steps) - 0.2, 0.5))
    for place, name in enumerate(("your program", OURS, "the API")):
        axes.text(place, 0.2, name, ha="center", weight="bold")
        axes.plot([place, place], [0, -len(steps)], color=theirs, linewidth=1)
    for row, (start, end, what, arrives) in enumerate(steps):
        height = -row - 0.75
        stop = end if arrives else (start + end) / 2
        arrow = {"arrowstyle": "->", "color": ours, "shrinkA": 0, "shrinkB": 0}
        axes.annotate("", (stop, height), (start, height), arrowprops=arrow)
        if not arrives:
            axes.text(stop, height, "✕", ha="center", va="center", color=ours, weight="bold")
        axes.text((start + end) / 2, height + 0.12, what, ha="center", fontsize=9)
