"""What the user typed, checked; what is wrong with it ends the command with exit code 2."""

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from livepeer_conformance.settings import Settings
from livepeer_spec import requirements as registry
from livepeer_spec.versions import UPGRADES, VARIANTS, rule_set


class UsageError(Exception):
    """The command line makes no sense; the message says what is wrong and what would do."""


class Impossible(Exception):
    """What was asked for makes sense and cannot be done here; the message says why. Exit code 3."""


def choice(option: str, value: str, known: Sequence[str]) -> str:
    """The value, if it is one of the known ones."""
    if value not in known:
        raise UsageError(f"{option}: unknown {value!r}; known are {', '.join(known)}")
    return value


def rule_sets(upgrades: Sequence[str] | None, variants: Sequence[str] | None = None) -> tuple[str, ...]:
    """The rule sets that are meant.

    Without ``upgrades`` it is every upgrade, or every one that has such variants; without ``variants`` it is each
    upgrade's first one. The variant ``all`` means all of them.
    """
    for name in upgrades or ():
        choice("--upgrade", name, UPGRADES)
    known = {variant for name in upgrades or UPGRADES for variant in VARIANTS.get(name, ())}
    for name in variants or ():
        choice("--variant", name, ("all", *sorted(known)))
    chosen = []
    for upgrade in upgrades or UPGRADES:
        own = VARIANTS.get(upgrade, ("",))
        wanted = own if "all" in (variants or ()) else [variant for variant in own if variant in (variants or own[:1])]
        if not wanted and upgrades:
            wanted = own[:1]
        chosen += [rule_set(upgrade, variant) for variant in wanted]
    return tuple(dict.fromkeys(chosen))


def scopes(names: Sequence[str] | None, variants: Sequence[str] | None = None) -> tuple[str, ...]:
    """The rule sets that are meant, and the rules between nodes: all of them when none is named."""
    if not names and not variants:
        return registry.SCOPES
    for name in names or ():
        choice("--upgrade", name, (*UPGRADES, registry.OFFCHAIN))
    between_nodes = (registry.OFFCHAIN,) if registry.OFFCHAIN in (names or ()) else ()
    upgrades = [name for name in names or () if name != registry.OFFCHAIN]
    return (*(rule_sets(upgrades, variants) if upgrades or variants else ()), *between_nodes)


def requirement_ids(ids: Sequence[str] | None) -> tuple[str, ...]:
    """The requirements that are meant, each of which must exist."""
    for id_ in ids or ():
        if id_ not in registry.load():
            raise UsageError(f"--requirement: there is no {id_}; `livepeer-conformance requirements` lists all")
    return tuple(dict.fromkeys(ids or ()))


def target_kind(kind: str | None, path: Path | None) -> str:
    """The kind of target; a folder alone means compiled artifacts, a file alone deployed addresses."""
    if kind is None:
        if path is None:
            return "reference"
        kind = "artifacts" if path.is_dir() else "deployed"
    if kind == "reference" and path is not None:
        raise UsageError(f"the reference contracts take no path, but {path} is given")
    if kind != "reference" and path is None:
        what = "the folder of the compiled contracts" if kind == "artifacts" else "the file with the addresses"
        raise UsageError(f"--target {kind} needs {what}: livepeer-conformance run --target {kind} PATH")
    return kind


def backend(name: str | None, url: str | None, allow_remote: bool) -> str:
    """The backend's name; a URL alone means ``rpc``. It must be usable here."""
    from livepeer_conformance.backends import registry as backends
    from livepeer_conformance.backends.jsonrpc import is_loopback

    if (url or allow_remote) and name not in (None, "rpc"):
        raise UsageError(f"--url and --allow-remote go with the backend rpc, not {name}")
    if url or name == "rpc":
        if not url:
            raise UsageError("the backend rpc needs the node's address: --url http://127.0.0.1:8545")
        host = urlsplit(url).hostname or ""
        if not allow_remote and not is_loopback(host):
            raise UsageError(f"--url: {host or url} is not this machine; --allow-remote lets a node be elsewhere")
        return "rpc"
    return choice("--backend", name, backends.names()) if name else backends.default_name()


def check_files(settings: Settings) -> None:
    """Read the files of the implementer's own, so that what is wrong with them is told before the run."""
    from livepeer_conformance.adapters import error_map, manifest
    from livepeer_conformance.adapters.errors import FileError

    try:
        if settings.error_map:
            error_map.load(settings.error_map)
        if settings.manifest:
            upgrade = manifest.load(settings.manifest).upgrade
            others = [name for name in settings.upgrades if name != upgrade]
            if others:
                raise UsageError(f"{settings.manifest} is for {upgrade}: add --upgrade {upgrade}")
    except FileError as error:
        raise UsageError(str(error)) from error
