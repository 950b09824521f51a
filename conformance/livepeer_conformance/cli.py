"""The console command ``livepeer-conformance``. Each subcommand imports what it needs when it is called."""

import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from livepeer_conformance.commands.bench import bench
from livepeer_conformance.commands.evidence import evidence
from livepeer_conformance.commands.review import review
from livepeer_conformance.commands.shell import ERROR
from livepeer_conformance.commands.shell import console as _console
from livepeer_conformance.commands.shell import exit_codes as _exit_codes

if TYPE_CHECKING:
    from livepeer_conformance.commands.running import Selection
    from livepeer_conformance.settings import Settings

app = typer.Typer(
    name="livepeer-conformance",
    help="Check implementations of the Livepeer protocol against its executable specification.",
    epilog="Exit codes: 0 conformant; 1 not conformant; 2 the command line or a file it names makes no sense, or no "
    "check is selected; 3 target, backend or suite failed, so that the run is incomplete (failures are reported all "
    "the same); 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

_FILE = {"exists": True, "dir_okay": False, "readable": True}

Upgrades = Annotated[list[str] | None, typer.Option("--upgrade", "-u", help="Upgrade, repeatable. Default: all.")]
Variants = Annotated[
    list[str] | None,
    typer.Option(
        "--variant", help="Variant of alpha: deployed (the default), launch or whitepaper; or all. Repeatable."
    ),
]
Path_ = Annotated[
    Path | None,
    typer.Argument(help="Folder of compiled contracts, or TOML file with deployed addresses.", exists=True),
]
Kind = Annotated[
    str | None,
    typer.Option("--target", help="reference, artifacts or deployed. Default: told by PATH, else reference."),
]
Manifest = Annotated[Path | None, typer.Option(**_FILE, help="Deployment manifest of your own (TOML).")]
ErrorMap = Annotated[Path | None, typer.Option(**_FILE, help="What your contracts answer for each reason (TOML).")]
Backend = Annotated[str | None, typer.Option(help="revm, pyevm, ethtester or rpc. Default: the best there is.")]
Url = Annotated[str | None, typer.Option(help="URL of the node for the backend rpc.")]
AllowRemote = Annotated[bool, typer.Option("--allow-remote", help="Let that node be on another host.")]
Keyword = Annotated[str, typer.Option("-k", help="Only checks whose names fit this expression, as in pytest.")]
Requirements = Annotated[
    list[str] | None, typer.Option("--requirement", "-r", help="Only checks of this requirement, repeatable.")
]
Suites = Annotated[
    Path | None, typer.Option(exists=True, help="Folder or file with checks of your own, run instead of the suites.")
]
ReportJson = Annotated[Path | None, typer.Option(dir_okay=False, help="Write the report here as well.")]
ReportJunit = Annotated[Path | None, typer.Option(dir_okay=False, help="Write the results as JUnit XML.")]
ReportFolder = Annotated[Path, typer.Option(file_okay=False, help="Folder of report, and of what shows failures.")]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Folder = Annotated[Path, typer.Argument(help="Folder of the fixtures.", file_okay=False)]
Trace = Annotated[Path, typer.Argument(**_FILE, help="File with a trace, such as a run leaves of a failure.")]


def main() -> None:
    """Run the command. An error that nobody foresaw must not look like a verdict: it exits with 3."""
    try:
        app()
    except Exception:
        traceback.print_exc()
        sys.exit(ERROR)


def _settings(
    rule_sets: tuple[str, ...],
    kind: str | None,
    path: Path | None,
    manifest: Path | None,
    error_map: Path | None,
    backend: str | None,
    url: str | None,
    allow_remote: bool,
    profile: str = "quick",
    seed: int | None = None,
    preset: str = "minimal",
    report: Path = Path("conformance-report"),
) -> "Settings":
    from livepeer_conformance import settings
    from livepeer_conformance.commands import usage

    if kind is not None:
        usage.choice("--target", kind, settings.TARGETS)
    return settings.Settings(
        upgrades=rule_sets,
        target=usage.target_kind(kind, path),
        path=path,
        manifest=manifest,
        error_map=error_map,
        backend=usage.backend(backend, url, allow_remote),
        url=url,
        allow_remote=allow_remote,
        profile=usage.choice("--profile", profile, settings.PROFILES),
        seed=seed,
        preset=usage.choice("--preset", preset, settings.PRESETS),
        report=report,
    )


def _selection(keyword: str, requirements: list[str] | None, suites: Path | None) -> "Selection":
    from livepeer_conformance.commands import usage
    from livepeer_conformance.commands.running import BUILT_IN, Selection

    return Selection(keyword, usage.requirement_ids(requirements), suites.resolve() if suites else BUILT_IN)


@app.command()
def run(
    path: Path_ = None,
    upgrade: Upgrades = None,
    variant: Variants = None,
    target: Kind = None,
    manifest: Manifest = None,
    error_map: ErrorMap = None,
    backend: Backend = None,
    url: Url = None,
    allow_remote: AllowRemote = False,
    profile: Annotated[str, typer.Option(help="How long generation tries: quick, ci, nightly or deep.")] = "quick",
    seed: Annotated[int | None, typer.Option(min=0, help="Seed of generated sequences.")] = None,
    preset: Annotated[str, typer.Option(help="Parameters of the deployment: minimal or mainnet.")] = "minimal",
    keyword: Keyword = "",
    requirement: Requirements = None,
    suites: Suites = None,
    workers: Annotated[int, typer.Option("-n", min=1, help="Processes that share the checks.")] = 1,
    expected_failures: Annotated[
        Path | None, typer.Option(**_FILE, help="What is known to fail (TOML); an entry that passes fails the run.")
    ] = None,
    json: ReportJson = None,
    junit: ReportJunit = None,
    report: ReportFolder = Path("conformance-report"),
    durations: Annotated[bool, typer.Option("--durations", help="Show the slowest checks.")] = False,
    suggest_errors: Annotated[
        bool, typer.Option("--suggest-errors", help="Propose an error map from the answers that are not known.")
    ] = False,
) -> None:
    """Run the suites on a target: the reference contracts, compiled artifacts, or deployed contracts.

    A requirement is met when at least one check that covers it ran and all that ran passed; it is failed when a check
    finds it violated, and else it counts as not run.

    Exit codes: 0 conformant; 1 not conformant, or something passes that was expected to fail; 2 the command line or
    a file it names makes no sense, or no check is selected; 3 target, backend or suite failed, so that the run is
    incomplete; 130 interrupted.
    """
    with _exit_codes():
        from livepeer_conformance.commands import usage
        from livepeer_conformance.commands.run import run as run_suites

        code = run_suites(
            _console(),
            _settings(
                usage.rule_sets(upgrade, variant),
                target,
                path,
                manifest,
                error_map,
                backend,
                url,
                allow_remote,
                profile,
                seed,
                preset,
                report,
            ),
            _selection(keyword, requirement, suites),
            workers=workers,
            expected_failures=expected_failures,
            json_file=json,
            junit_file=junit,
            durations=durations,
            suggest_errors=suggest_errors,
        )
        raise typer.Exit(code)


@app.command()
def client(
    command: Annotated[
        list[str], typer.Argument(metavar="-- PROGRAM [ARGS]...", help="The client program, behind --.")
    ],
    upgrade: Annotated[
        list[str] | None,
        typer.Option(
            "--upgrade", "-u", help="Upgrade, or offchain for what is between nodes; repeatable. Default: all."
        ),
    ] = None,
    variant: Variants = None,
    function: Annotated[
        list[str] | None, typer.Option("--function", "-f", help="Only vectors of this function, repeatable.")
    ] = None,
    requirement: Annotated[
        list[str] | None, typer.Option("--requirement", "-r", help="Only vectors of this requirement, repeatable.")
    ] = None,
    vector: Annotated[
        Path | None, typer.Option(**_FILE, help="Only the vectors of this file, such as a run leaves of a failure.")
    ] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds that the client may take to an answer.")] = 10,
    json: ReportJson = None,
    junit: ReportJunit = None,
    report: ReportFolder = Path("conformance-report"),
) -> None:
    """Ask a client program for the functions of the protocol, and compare its answers with the spec's.

    The program reads questions from its standard input and writes answers to its standard output, one JSON object a
    line, as docs/client.md says. What it does not have is unsupported: not run, and neither met nor failed.

    Exit codes: 0 all that the client has is right; 1 something is not; 2 the command line or a file it names makes no
    sense; 3 the client crashed, hung or broke the protocol, or supports nothing, so that the run is incomplete; 130
    interrupted.
    """
    with _exit_codes():
        from livepeer_conformance.commands import client as command_
        from livepeer_conformance.commands import usage
        from livepeer_conformance.settings import ClientSettings

        settings = ClientSettings(usage.scopes(upgrade, variant), tuple(command), timeout, vector, report)
        selection = command_.Selection(tuple(function or ()), usage.requirement_ids(requirement))
        raise typer.Exit(command_.run(_console(), settings, selection, json_file=json, junit_file=junit))


@app.command("list")
def list_(
    upgrade: Upgrades = None,
    variant: Variants = None,
    keyword: Keyword = "",
    requirement: Requirements = None,
    suites: Suites = None,
    json: Json = False,
) -> None:
    """List the checks with what they check, the requirements that they cover, and their upgrades."""
    with _exit_codes():
        from livepeer_conformance.commands import listing, usage

        selection = _selection(keyword, requirement, suites)
        raise typer.Exit(listing.show(_console(), usage.rule_sets(upgrade, variant), selection, as_json=json))


@app.command()
def requirements(
    upgrade: Upgrades = None,
    variant: Variants = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit with 1 when a requirement has no check, or an id is unknown.")
    ] = False,
    uncovered: Annotated[bool, typer.Option("--uncovered", help="Only requirements without a check.")] = False,
    unbroken: Annotated[bool, typer.Option("--unbroken", help="Only requirements that no mutant violates.")] = False,
    transactions: Annotated[
        bool, typer.Option("--transactions", help="The whitepaper's transaction types in the variants of alpha.")
    ] = False,
    streamflow_paper: Annotated[
        bool, typer.Option("--streamflow-paper", help="The Streamflow paper's proposal and Appendix A, row by row.")
    ] = False,
    json: Json = False,
) -> None:
    """Show each requirement with the rules that implement it and the checks that cover it."""
    with _exit_codes():
        from livepeer_conformance.commands import matrix, paper, usage

        if transactions:
            raise typer.Exit(paper.show(_console()))
        if streamflow_paper:
            raise typer.Exit(paper.show_streamflow(_console()))
        names = usage.scopes(upgrade, variant)
        raise typer.Exit(
            matrix.show(_console(), names, check=check, as_json=json, uncovered=uncovered, unbroken=unbroken)
        )


@app.command()
def doctor() -> None:
    """Show what this installation has: Python, packages, backends with their self-check, outside programs."""
    from livepeer_conformance.commands import doctor as command

    command.show(_console())


@app.command()
def replay(
    trace: Trace,
    path: Path_ = None,
    target: Kind = None,
    manifest: Manifest = None,
    error_map: ErrorMap = None,
    backend: Backend = None,
    url: Url = None,
    allow_remote: AllowRemote = False,
    json: Json = False,
) -> None:
    """Run a trace, show its steps, and explain the first one on which the target leaves the spec.

    Exit codes: 0 no divergence; 1 the target diverges; 2 the command line or a file makes no sense; 3 target or
    backend failed, or cannot do what the trace needs; 130 interrupted.
    """
    with _exit_codes():
        from livepeer_conformance.commands import replay as command

        settings = _settings((), target, path, manifest, error_map, backend, url, allow_remote)
        raise typer.Exit(command.show(_console(), trace, settings, as_json=json))


@app.command()
def defects(
    upgrade: Upgrades = None,
    variant: Variants = None,
    path: Path_ = None,
    target: Kind = None,
    error_map: ErrorMap = None,
    backend: Backend = None,
    json: Json = False,
) -> None:
    """Show the known protocol defects: deployed rules that break an invariant, each run on the target."""
    with _exit_codes():
        from livepeer_conformance.commands import defects as command
        from livepeer_conformance.commands import usage

        settings = _settings(usage.rule_sets(upgrade, variant), target, path, None, error_map, backend, None, False)
        raise typer.Exit(command.show(_console(), settings, as_json=json))


@app.command()
def fill(
    folder: Folder = Path("fixtures"),
    upgrade: Upgrades = None,
    variant: Variants = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: fill twice, compare, and exit with 1 on a difference.")
    ] = False,
) -> None:
    """Write the fixtures: each scenario of the suites as a file, with what the spec expects."""
    with _exit_codes():
        from livepeer_conformance.commands import fixtures, usage

        raise typer.Exit(fixtures.fill(_console(), folder, usage.scopes(upgrade, variant), check=check))


@app.command()
def validate(
    folder: Folder = Path("fixtures"),
    replay: Annotated[bool, typer.Option("--replay", help="Also run each on the reference contracts.")] = False,
    backend: Backend = None,
) -> None:
    """Check a folder of fixtures: form, hashes, names and index. Exits with 1 when something is wrong."""
    with _exit_codes():
        from livepeer_conformance.commands import fixtures, usage

        name = usage.backend(backend, None, False) if backend else None
        raise typer.Exit(fixtures.validate(_console(), folder, replay=replay, backend=name))


@app.command("cross-check")
def cross_check(
    folder: Folder = Path("fixtures"),
    upgrade: Upgrades = None,
    variant: Variants = None,
    backend: Annotated[list[str] | None, typer.Option(help="Backend, repeatable. Default: all there are.")] = None,
    url: Url = None,
    every: Annotated[int, typer.Option(min=1, help="Only each so many-th fixture, for a quick look.")] = 1,
) -> None:
    """Run the fixtures on several backends and tell where these disagree. Exits with 1 when they do."""
    with _exit_codes():
        from livepeer_conformance.backends import registry
        from livepeer_conformance.commands import fixtures, usage

        names = tuple(usage.choice("--backend", name, registry.names()) for name in backend or ())
        scopes = usage.scopes(upgrade, variant)
        raise typer.Exit(fixtures.cross_check(_console(), folder, scopes, names, url, every))


@app.command()
def export(
    trace: Trace,
    path: Path_ = None,
    target: Kind = None,
    manifest: Manifest = None,
    error_map: ErrorMap = None,
    addresses: Annotated[
        Path | None, typer.Option(**_FILE, help="Addresses of deployed contracts (TOML), to be used in the test.")
    ] = None,
) -> None:
    """Write a trace as a Foundry test (.t.sol) to standard output."""
    with _exit_codes():
        from livepeer_conformance.commands import export as command

        settings = _settings((), target, path, manifest, error_map, None, None, False)
        raise typer.Exit(command.show(_console(), trace, settings, addresses))


@app.command()
def mutants(
    ids: Annotated[list[str] | None, typer.Argument(help="Mutants; all when none is named.")] = None,
    upgrade: Upgrades = None,
    variant: Variants = None,
    seeds: Annotated[int, typer.Option(min=1, max=20, help="Seeds of generated sequences to try.")] = 5,
    profile: Annotated[str, typer.Option(help="How long generation tries.")] = "ci",
    json: Json = False,
) -> None:
    """Run known-bad reference contracts, and known-bad rules between nodes (-u offchain), and show what finds each.

    Exit codes: 0 every mutant is killed; 1 one survives; 2 usage; 3 one could not be run.
    """
    with _exit_codes():
        from livepeer_conformance import settings
        from livepeer_conformance.commands import usage
        from livepeer_conformance.mutants import report
        from livepeer_conformance.mutants.catalogue import CatalogueError

        try:
            code = report.main(
                usage.scopes(upgrade, variant),
                ids or (),
                range(seeds),
                profile=usage.choice("--profile", profile, settings.PROFILES),
                as_json=json,
                console=_console(),
            )
        except CatalogueError as error:
            raise usage.UsageError(str(error)) from error
        raise typer.Exit(code)


@app.command()
def walkthrough(
    name: Annotated[str, typer.Argument(help="What to walk through: job, stream, dispute or fault.")] = "job",
    cheat: Annotated[
        str, typer.Option(help="How a job's transcoder cheats: failed, missed or double. Default: it does not.")
    ] = "",
    store: Annotated[
        Path | None,
        typer.Option(
            file_okay=False,
            help="Folder for a job's segments and renditions, or for evidence. Default: nothing is left.",
        ),
    ] = None,
    segments: Annotated[
        int | None, typer.Option(min=2, max=1000, help="How many segments a stream has. Default: 30, in a dispute 3.")
    ] = None,
    false: Annotated[
        bool, typer.Option("--false", help="A dispute in which the orchestrator is honest and the accuser is not.")
    ] = False,
    path: Path_ = None,
    target: Kind = None,
    manifest: Manifest = None,
    error_map: ErrorMap = None,
    backend: Backend = None,
    json: Json = False,
) -> None:
    """Play a job of alpha, a stream of today, a dispute, or a challenge, with real video and signatures, in words.

    A job is on the chain, from the deposit to the fees. A stream is between nodes on loopback: negotiation, segments
    with tickets, an orchestrator that fails half-way, redemption, and balances that are reconciled to the wei. A
    dispute is about a stream with an orchestrator that cheats: fast verification passes it, full verification finds it,
    evidence is kept and reviewed, a council rules on chain, and the stakes are reconciled to the unit. A fault is
    challenged by a broadcaster, proved by executors that transcode again, and slashed; honest work is challenged in
    vain.

    Exit codes: 0 no divergence; 1 the target diverges from the spec, or balances do not reconcile; 2 the command line
    makes no sense; 3 it cannot be played here, for one because there is no ffmpeg.
    """
    with _exit_codes():
        from livepeer_conformance.commands import usage
        from livepeer_conformance.commands import walkthrough as command
        from livepeer_conformance.commands.dispute import show_dispute
        from livepeer_conformance.commands.fault import show_fault
        from livepeer_conformance.commands.stream import show_stream
        from livepeer_conformance.plays.job import CHEATS

        usage.choice("walkthrough", name, command.WALKTHROUGHS)
        if cheat:
            usage.choice("--cheat", cheat, CHEATS)
        upgrade = {"job": "alpha", "dispute": "arbitration", "fault": "arbitration"}.get(name, "confluence")
        settings = _settings((upgrade,), target, path, manifest, error_map, backend, None, False)
        if name == "stream":
            raise typer.Exit(show_stream(_console(), settings, segments or 30, as_json=json))
        if name == "dispute":
            raise typer.Exit(show_dispute(_console(), settings, segments or 3, store, false, as_json=json))
        if name == "fault":
            raise typer.Exit(show_fault(_console(), settings, store, as_json=json))
        raise typer.Exit(command.show_job(_console(), settings, cheat, store, as_json=json))


node = typer.Typer(no_args_is_help=True, help="Check a running node: the suite plays the other side.")
app.add_typer(node, name="node")
app.add_typer(bench, name="bench")
app.add_typer(evidence, name="evidence")
app.add_typer(review, name="review")


@node.command("orchestrator")
def node_orchestrator(
    url: Annotated[str, typer.Option(help="Where it listens, such as https://127.0.0.1:8935.")],
    key: Annotated[
        Path,
        typer.Option(**_FILE, help="File with the private key of a broadcaster that has deposit and reserve there."),
    ],
    requirement: Requirements = None,
    json: Json = False,
) -> None:
    """Play a broadcaster against a running orchestrator: quote, tickets, segments, results, and what it must refuse.

    It sends some 620 tickets, so that the broadcaster pays what these are worth. Use a chain for tests.

    Exit codes: 0 every check passed; 1 a requirement is not met; 2 the command line makes no sense; 3 nothing could be
    checked, because the orchestrator gives no quote, or because ffmpeg or the extra ``nodes`` is missing.
    """
    with _exit_codes():
        from livepeer_conformance.commands import node as command
        from livepeer_conformance.commands import usage

        ids = usage.requirement_ids(requirement)
        raise typer.Exit(command.orchestrator(_console(), url, command.read_key(key), ids, as_json=json))


@node.command("broadcaster")
def node_broadcaster(
    block: Annotated[int, typer.Option(min=1, help="The last L1 block of the broadcaster's chain.")],
    round: Annotated[int, typer.Option(min=1, help="The current round there.")],
    round_hash: Annotated[str, typer.Option(help="The L1 block hash of that round.")],
    ports: Annotated[tuple[int, int], typer.Option(help="Where the two orchestrators listen.")] = (8935, 8936),
    segments: Annotated[int, typer.Option(min=3, max=1000, help="How many segments to wait for.")] = 4,
    seconds: Annotated[float, typer.Option(min=1, help="How long to wait for them.")] = 120.0,
    json: Json = False,
) -> None:
    """Play two orchestrators for a running broadcaster, which must be told their addresses and be given a stream.

    They transcode what they are sent, and the second segment is refused. Their tickets are never redeemed.

    Exit codes: 0 every check passed; 1 a requirement is not met; 2 the command line makes no sense; 3 too few segments
    arrived, or ffmpeg or the extra ``nodes`` is missing.
    """
    with _exit_codes():
        from livepeer_conformance.commands import node as command

        facts = command.ChainFacts(block, round, command.read_hash(round_hash))
        raise typer.Exit(command.broadcaster(_console(), ports, facts, segments, seconds, as_json=json))


@app.command()
def attacks(
    names: Annotated[list[str] | None, typer.Argument(help="Attacks; all when none is named.")] = None,
    path: Annotated[
        Path | None,
        typer.Option("--path", help="Folder of compiled contracts, or TOML file with addresses.", exists=True),
    ] = None,
    target: Kind = None,
    manifest: Manifest = None,
    error_map: ErrorMap = None,
    backend: Annotated[str, typer.Option(help="revm, pyevm or ethtester; gas is exact on the last two.")] = "pyevm",
    json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As the document docs/attacks.md.")] = False,
) -> None:
    """Play the attacks of both papers: what everybody holds before and after, and whether what they say holds.

    Exit codes: 0 every inequality holds; 1 one does not, or the target diverges from the spec; 2 the command line makes
    no sense; 3 target or backend failed, or cannot do what an attack needs.
    """
    with _exit_codes():
        from livepeer_conformance.attacks import ATTACKS
        from livepeer_conformance.commands import attacks as command
        from livepeer_conformance.commands import usage

        for name in names or ():
            usage.choice("attacks", name, tuple(ATTACKS))
        if json and markdown:
            raise usage.UsageError("either --json or --markdown")
        form = "json" if json else "markdown" if markdown else "text"
        rule_sets = tuple(dict.fromkeys(ATTACKS[name].rules for name in names or ATTACKS))
        settings = _settings(rule_sets, target, path, manifest, error_map, backend, None, False)
        raise typer.Exit(command.show(_console(), names or (), settings, form))


@app.command()
def economics(
    plot: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Draw the fee ratios of all random starts into this .svg or .png file."),
    ] = None,
    json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As the document docs/economics.md.")] = False,
) -> None:
    """Show the Streamflow paper's claims about incentives with numbers: fee ratios, pools, video on demand.

    Exit codes: 0 the numbers bear every claim out; 1 they do not; 2 the command line makes no sense; 3 the plot cannot
    be drawn, for one because the extra ``plots`` is missing.
    """
    with _exit_codes():
        from livepeer_conformance.commands import economics as command
        from livepeer_conformance.commands import usage

        if json and markdown:
            raise usage.UsageError("either --json or --markdown")
        if plot is not None:
            usage.choice("--plot", plot.suffix, (".svg", ".png"))
        form = "json" if json else "markdown" if markdown else "text"
        raise typer.Exit(command.show(_console(), plot, form))
