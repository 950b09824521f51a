"""The passes of the shrinker. Each proposes traces that are simpler; the shrinker takes those that fail alike."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING, Final

from livepeer_conformance.model.action import TIME_ACTIONS, Action
from livepeer_conformance.model.actors import ACTORS
from livepeer_conformance.shrink import alternatives
from livepeer_conformance.shrink.measure import WORDS, significant
from livepeer_conformance.shrink.places import Path, default, is_hint, is_text, map_names, put, values

if TYPE_CHECKING:
    from livepeer_conformance.shrink.shrinker import Shrinker

MAX: Final = 2**256 - 1
Pass = Callable[["Shrinker"], None]

_MANY: Final = 14
"""With more steps than these, only steps that are close to each other are left out together."""
_NEAR: Final = 6


# Steps.


def drop_chunks(shrinker: "Shrinker") -> None:
    """Leave out runs of steps, long ones first, from the end to the start."""
    size = len(shrinker.steps) // 2
    while size:
        end = len(shrinker.steps)
        while end > 0:
            steps, start = shrinker.steps, max(0, end - size)
            shrinker.attempt(steps[:start] + steps[end:])
            end = min(start, len(shrinker.steps))
        size //= 2


def drop_groups(shrinker: "Shrinker") -> None:
    """Leave out two or three steps that are not next to each other."""
    for count in (2, 3):
        again = True
        while again:
            again = any(
                shrinker.attempt(step for index, step in enumerate(shrinker.steps) if index not in group)
                for group in _groups(len(shrinker.steps), count)
            )


def _groups(length: int, count: int) -> Iterator[tuple[int, ...]]:
    for group in combinations(range(length - 1, -1, -1), count):
        if length <= _MANY or group[0] - group[-1] <= _NEAR:
            yield group


def order(shrinker: "Shrinker") -> None:
    """Put steps that can stand in any order into one order."""
    moved = True
    while moved:
        moved = False
        for index in range(len(shrinker.steps) - 1):
            steps = shrinker.steps
            if index + 1 < len(steps):
                moved |= shrinker.attempt((*steps[:index], steps[index + 1], steps[index], *steps[index + 2 :]))


def merge_steps(shrinker: "Shrinker") -> None:
    """Let one step do what two steps of the same sort did."""
    again = True
    while again:
        again = any(shrinker.attempt(steps) for steps in _with_sums(shrinker.steps))


def _with_sums(steps: tuple[Action, ...]) -> Iterator[list[Action]]:
    for first, second in combinations(range(len(steps)), 2):
        one, other = steps[first], steps[second]
        if (one.name, one.caller, len(one.args)) != (other.name, other.caller, len(other.args)):
            continue
        joint = other
        for path, value in values(one):
            if isinstance(value, int) and isinstance(dict(values(other)).get(path), int):
                joint = put(joint, path, min(value + dict(values(other))[path], MAX))
        for kept, dropped in ((first, second), (second, first)):
            if joint != other and steps[first].name not in TIME_ACTIONS:
                yield [joint if index == kept else step for index, step in enumerate(steps) if index != dropped]


# Updates of the Governor.


def smaller_updates(shrinker: "Shrinker") -> None:
    """Leave out calls of an update, wherever it is staged, executed or cancelled."""
    again = True
    while again:
        again = any(shrinker.attempt(steps) for steps in _with_smaller_updates(shrinker.steps))


def _with_smaller_updates(steps: tuple[Action, ...]) -> Iterator[list[Action]]:
    updates = dict.fromkeys(step.args[0] for step in steps if step.name.endswith("_update") and step.args)
    for update in updates:
        if not isinstance(update, tuple) or len(update) != 4:
            continue
        for index in range(max(map(len, update[:3]))):
            parts = tuple(part[:index] + part[index + 1 :] for part in update[:3])
            yield [
                put(step, ("args", 0), (*parts, update[3])) if step.args[:1] == (update,) else step for step in steps
            ]


# Time.


def merge_time(shrinker: "Shrinker") -> None:
    """Let one step pass the time of two, and leave out what initialized the round between them."""
    again = True
    while again:
        again = any(shrinker.attempt(steps) for steps in _merged(shrinker.steps))


def _merged(steps: tuple[Action, ...]) -> Iterator[list[Action]]:
    times = [index for index, step in enumerate(steps) if step.name in TIME_ACTIONS]
    for first, second in combinations(times, 2):
        between = [index for index in range(first + 1, second) if steps[index].name == "initialize_round"]
        for joint in _joint(steps[first], steps[second]):
            for kept, dropped in ((second, first), (first, second)):
                for extra in ((), *((index,) for index in between)):
                    gone = {dropped, *extra}
                    yield [joint if i == kept else step for i, step in enumerate(steps) if i not in gone]


def time_instead(shrinker: "Shrinker") -> None:
    """Let time pass at once, instead of by steps that only take blocks."""
    size = len(shrinker.steps) - 1
    while size > 1:
        start = len(shrinker.steps) - 1 - size
        while start >= 0:
            for steps in _with_time(shrinker.steps, start, size):
                if shrinker.attempt(steps):
                    break
            start = min(start, len(shrinker.steps) - 1) - max(1, size // 2)
        size = size * 2 // 3
    again = True
    while again:
        again = any(shrinker.attempt(steps) for steps in _with_later_time(shrinker.steps))


def _with_time(steps: tuple[Action, ...], start: int, size: int) -> Iterator[tuple[Action, ...]]:
    gone = steps[start : start + size]
    rounds = sum(step.args[0] for step in gone if step.name == "advance_rounds")
    for count in dict.fromkeys((1, rounds, rounds + 1)):
        time = Action("advance_rounds", "", (count, 0))
        yield (*steps[:start], time, *steps[start + size :])
        if size > 2:
            yield (*steps[:start], time, Action("initialize_round", "owner"), *steps[start + size :])


def _with_later_time(steps: tuple[Action, ...]) -> Iterator[tuple[Action, ...]]:
    """Time that passes to the middle of a round, passing to the start of the next one somewhere later instead."""
    for index, step in enumerate(steps):
        if step.name == "advance_rounds" and step.args[1]:
            rest = steps[:index] + steps[index + 1 :]
            for later in range(index, len(rest)):
                yield (*rest[:later], Action("advance_rounds", "", (step.args[0] + 1, 0)), *rest[later:])


def _joint(first: Action, second: Action) -> Iterator[Action]:
    """Steps that pass the time of both, more or less."""
    if first.name == second.name == "advance_blocks":
        yield Action("advance_blocks", "", (first.args[0] + second.args[0],))
    rounds = sum(step.args[0] for step in (first, second) if step.name == "advance_rounds")
    blocks = second.args[-1] if second.args else 0
    for count in (rounds, rounds + 1):
        yield Action("advance_rounds", "", (count, 0))
        if blocks:
            yield Action("advance_rounds", "", (count, blocks))


# Simpler steps.


def simplify(shrinker: "Shrinker") -> None:
    """Replace steps by simpler ones, and take away whatever is odd about them."""
    for index in range(len(shrinker.steps) - 1, -1, -1):
        again = True
        while again and index < len(shrinker.steps):
            step = shrinker.steps[index]
            again = any(
                shrinker.attempt((*shrinker.steps[:index], other, *shrinker.steps[index + 1 :]))
                for other in alternatives.simpler(step)
            )


# Names.


def fewer_actors(shrinker: "Shrinker") -> None:
    """Let one actor do what two did, everywhere or at one place."""
    for leaving in (*_senders(shrinker.steps), *reversed(ACTORS)):
        for staying in ACTORS:
            if staying != leaving and (leaving in _senders(shrinker.steps) or leaving in _actors(shrinker.steps)):
                renamed = _renamed(shrinker.steps, {leaving: staying})
                if not shrinker.attempt(renamed):
                    # What two had, one may need a little more of.
                    shrinker.attempt([*_raised(renamed[:-1]), renamed[-1]])
    for index in range(len(shrinker.steps)):
        _simplify_names(shrinker, index)


def _simplify_names(shrinker: "Shrinker", index: int) -> None:
    for path, value in list(values(shrinker.steps[index])) if index < len(shrinker.steps) else []:
        if not isinstance(value, str) or value.startswith(WORDS):
            continue
        step = shrinker.steps[index] if index < len(shrinker.steps) else None
        if step is None or dict(values(step)).get(path) != value:
            return
        choices = ["null"] if is_hint(step, path) else []
        choices += [""] if is_text(step, path) else []
        choices += ["owner"] if step.name == "initialize_round" else []
        for name in (*choices, *ACTORS):
            if name != value and shrinker.attempt(_with(shrinker.steps, index, put(step, path, name))):
                break


def canonical_actors(shrinker: "Shrinker") -> None:
    """Name the actors in the order in which they appear."""
    present = _actors(shrinker.steps)
    shrinker.attempt(_renamed(shrinker.steps, dict(zip(present, ACTORS, strict=False))))
    for one, other in combinations(ACTORS, 2):
        if one in _actors(shrinker.steps) or other in _actors(shrinker.steps):
            shrinker.attempt(_renamed(shrinker.steps, {one: other, other: one}))


def _actors(steps: tuple[Action, ...]) -> list[str]:
    found = (value for step in steps for _, value in values(step) if value in ACTORS)
    return list(dict.fromkeys(found))


def _senders(steps: tuple[Action, ...]) -> list[str]:
    """Who sends and is no actor."""
    return list(dict.fromkeys(step.caller for step in steps if step.caller not in ("", *ACTORS)))


def _raised(steps: list[Action]) -> list[Action]:
    """The steps with every amount one higher."""
    return _mapped(tuple(steps), {value: min(value + 1, MAX) for _, _, value in _integers(tuple(steps)) if value})


def _renamed(steps: tuple[Action, ...], names: dict[str, str]) -> list[Action]:
    return [map_names(step, lambda name: names.get(name, name)) for step in steps]


def _with(steps: tuple[Action, ...], index: int, step: Action) -> tuple[Action, ...]:
    return (*steps[:index], step, *steps[index + 1 :])


# Amounts.


def lower_together(shrinker: "Shrinker") -> None:
    """Lower amounts that are equal at several places at once, and all large ones in proportion."""
    for value in sorted({value for _, _, value in _integers(shrinker.steps)}, reverse=True):
        for other in candidates(value):
            if shrinker.attempt(_mapped(shrinker.steps, {value: other})):
                break
    for value in sorted({value for _, _, value in _integers(shrinker.steps) if 0 < value < 10**12}):
        shrinker.attempt_followed(_mapped(shrinker.steps, {value: 10**18}))
    for function in (_tokens, _one_digit, *(_scaled(power) for power in (18, 12, 6, 3, 1))):
        shrinker.attempt(_mapped(shrinker.steps, {old: function(old) for _, _, old in _integers(shrinker.steps)}))


def _tokens(value: int) -> int:
    return value // 10**18 * 10**18 if value >= 10**18 else value


def _one_digit(value: int) -> int:
    return _leading(value, 1) if value > 10 else value


def _scaled(power: int) -> Callable[[int], int]:
    return lambda value: value // 10**power if value >= 10 ** (power + 6) else value


def lower_each(shrinker: "Shrinker") -> None:
    """Lower each amount by itself."""
    for index in range(len(shrinker.steps) - 1, -1, -1):
        for path in _integer_places(shrinker, index):
            while _lower(shrinker, index, path):
                pass
            _search(shrinker, index, path)


def _integer_places(shrinker: "Shrinker", index: int) -> list[Path]:
    if index >= len(shrinker.steps):
        return []
    return [path for path, value in values(shrinker.steps[index]) if isinstance(value, int)]


def _value(shrinker: "Shrinker", index: int, path: Path) -> int | None:
    """The integer at a place, if it is still there."""
    value = dict(values(shrinker.steps[index])).get(path) if index < len(shrinker.steps) else None
    return value if isinstance(value, int) else None


def _attempt_value(shrinker: "Shrinker", index: int, path: Path, value: int) -> bool:
    return shrinker.attempt(_with(shrinker.steps, index, _lowered(shrinker.steps[index], path, value)))


def _lower(shrinker: "Shrinker", index: int, path: Path) -> bool:
    value = _value(shrinker, index, path)
    if value is None:
        return False
    return any(_attempt_value(shrinker, index, path, other) for other in candidates(value, default(path)))


def _search(shrinker: "Shrinker", index: int, path: Path) -> None:
    """Halve the distance to the least amount that does, among those with no more digits."""
    high = _value(shrinker, index, path)
    low = 0
    while high is not None and high - low > 1:
        middle = (low + high) // 2
        if _attempt_value(shrinker, index, path, middle):
            high = _value(shrinker, index, path)
        else:
            low = middle


def _lowered(step: Action, path: Path, value: int) -> Action:
    """The step with another amount; ETH that is sent along for it goes with it."""
    changed: Action = put(step, path, value)
    if step.name.startswith("fund_deposit_and_reserve") and sum(step.args[-2:]) == step.value:
        return replace(changed, value=sum(changed.args[-2:]))
    return changed


def _integers(steps: tuple[Action, ...]) -> Iterator[tuple[int, Path, int]]:
    for index, step in enumerate(steps):
        for path, value in values(step):
            if isinstance(value, int):
                yield index, path, value


def _mapped(steps: tuple[Action, ...], new_values: dict[int, int]) -> list[Action]:
    result = list(steps)
    for index, path, value in _integers(steps):
        if steps[index].name not in TIME_ACTIONS:
            result[index] = put(result[index], path, new_values.get(value, value))
    return result


def candidates(value: int, simplest: int = 0) -> list[int]:
    """Simpler integers to try in the place of one, simplest first."""
    if value == simplest:
        return []
    if value < 0:
        return [simplest, -1, value // 2, value + 1]
    rounded = [_leading(value, digits) for digits in (1, 2, 3)]
    rounded += [number + 10 ** (len(str(value)) - digits) for digits, number in enumerate(rounded, 1)]
    powers = [10**exponent for exponent in (1, 2, 3, 6, 9, 15, 18, 21)]
    near = [value // 10, value // 2]
    found = {number for number in (simplest, 0, 1, 2, 3, *powers, 2 * 10**18, *rounded, *near) if 0 <= number != value}
    key = {number: (number != simplest, significant(number), number) for number in (*found, simplest, value)}
    return sorted((number for number in found if number <= MAX and key[number] < key[value]), key=key.__getitem__)


def _leading(value: int, digits: int) -> int:
    """The number with all but its first digits zero."""
    unit: int = 10 ** max(len(str(value)) - digits, 0)
    return value // unit * unit


# Options.


def fewer_options(shrinker: "Shrinker") -> None:
    """Leave out deployment options."""
    for option in shrinker.trace.options:
        rest = tuple(name for name in shrinker.trace.options if name != option)
        shrinker.attempt_trace(replace(shrinker.trace, options=rest))


ALL: Final[tuple[Pass, ...]] = (
    drop_chunks,
    time_instead,
    merge_time,
    merge_steps,
    smaller_updates,
    simplify,
    fewer_actors,
    drop_chunks,
    drop_groups,
    fewer_options,
    lower_together,
    lower_each,
    canonical_actors,
    order,
)
