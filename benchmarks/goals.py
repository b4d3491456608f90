"""The goals: for each a minimum and a target, the measured ratio, and whether it is reached."""

from typing import NamedTuple


class Row(NamedTuple):
    """One goal; ``measured`` is None if there is no number, and ``note`` then says why."""

    what: str
    floor: str
    aim: str
    measured: str | None
    reached: str
    note: str = ""


def count(number: int) -> str:
    """Return a number in groups of three digits: 1 000 000."""
    return f"{number:,}".replace(",", " ")


def least(what: str, ratio: float | None, floor: float, aim: float, note: str = "") -> Row:
    """Return a goal for a speed-up of at least so many times; larger is better."""
    missing = "" if ratio is None or ratio >= aim else _times(aim / ratio)
    return _row(what, ratio, floor, aim, (ratio or 0) >= floor, (ratio or 0) >= aim, missing, note)


def most(what: str, ratio: float | None, floor: float, aim: float, note: str = "") -> Row:
    """Return a goal for a time of at most so many times another; smaller is better."""
    missing = "" if ratio is None or ratio <= aim else _times(ratio / aim)
    size = float("inf") if ratio is None else ratio
    return _row(what, ratio, floor, aim, size <= floor, size <= aim, missing, note)


def _row(
    what: str,
    ratio: float | None,
    floor: float,
    aim: float,
    above_floor: bool,
    above_aim: bool,
    missing: str,
    note: str,
) -> Row:
    if ratio is None:
        return Row(what, _times(floor), _times(aim), None, "not measured", note)
    reached = "aim" if above_aim else f"floor; {missing} short of the aim"
    if not above_floor:
        short = max(floor / ratio, ratio / floor)
        reached = f"no: {_times(short)} short of the floor"
    return Row(what, _times(floor), _times(aim), _times(ratio), reached, note)


def _times(ratio: float) -> str:
    """Return a ratio in two or three digits: 137×, 4.5×, 1.05×, 1/50."""
    if ratio < 0.2:
        return f"1/{1 / ratio:.0f}"
    return f"{ratio:.0f}×" if ratio >= 20 else f"{ratio:.3g}×"
