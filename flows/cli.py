"""The `dateline` command. Data goes to stdout, talk to stderr.

Exit codes: 0 all well, 1 some inputs failed, 2 wrong use, 130 stopped by Ctrl-C.
"""

import difflib
import os
import sys
from typing import Any

import click

from flows import __version__
from flows.errors import DatelineError, UsageError
from flows.settings import Settings, load_settings

_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class Commands(click.Group):
    """A group that, for a command that does not exist, says which one was probably meant."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or fail with the nearest name."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            close = difflib.get_close_matches(args[0], self.list_commands(ctx), n=1)
            hint = (
                f"Did you mean `dateline {close[0]}`?" if close else f"There are: {', '.join(self.list_commands(ctx))}."
            )
            ctx.fail(f"No such command {args[0]!r}. {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, context_settings=_HELP)
@click.version_option(__version__, prog_name="dateline")
def cli() -> None:
    """Turn news into tables of evidence.

    \b
    Examples:
      dateline ingest seeds/articles
      dateline sql "select surface, label from mentions"
      dateline status
    """


@cli.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--map", "mapping", multiple=True, metavar="FIELD=COLUMN", help="Column of a table that holds a field.")
@click.option("--no-archive", is_flag=True, help="Keep file, digest and row number instead of a copy of each input.")
@click.option("--workers", type=click.IntRange(1, 256), help="Processes that extract in parallel.")
@click.option("--recogniser", metavar="NAME", help="Who finds the names: names, or spacy:PIPELINE.")
def ingest(
    paths: tuple[str, ...], mapping: tuple[str, ...], no_archive: bool, workers: int | None, recogniser: str | None
) -> None:
    """Load articles from files, folders and glob patterns.

    Reads .txt .md .html .jsonl .csv .parquet .warc, each also .gz or .zst. With a Prefect server configured
    (PREFECT_API_URL) the run shows there; without one it needs none.

    \b
    Examples:
      dateline ingest seeds/articles
      dateline ingest "exports/**/*.jsonl.gz" --map text=artikel --map published=datum
      dateline ingest crawl.warc.gz --workers 4
    """
    from flows.running import run_ingest

    settings = _settings(archive=False if no_archive else None, workers=workers, recogniser=recogniser)
    sys.exit(run_ingest(paths, mapping, settings))


@cli.command()
@click.argument("query", metavar="QUERY")
@click.option("--format", "style", type=click.Choice(["table", "json", "csv", "markdown"]), default="table")
def sql(query: str, style: str) -> None:
    """Ask the warehouse a question in SQL (- reads it from stdin). It cannot change anything.

    \b
    Examples:
      dateline sql "select label, count(*) as mentions from mentions group by label"
      dateline sql "select * from articles" --format csv > articles.csv
      dateline sql "show tables"
    """
    from flows.console import FORMATS
    from flows.warehouse.query import run_query

    text = sys.stdin.read() if query == "-" else query
    with run_query(_settings(), text) as (columns, rows):
        FORMATS[style](columns, rows, sys.stdout)


@cli.command()
def status() -> None:
    """Show what the warehouse holds, the last runs, and what waits to be loaded.

    \b
    Example:
      dateline status
    """
    from flows.running import print_status

    print_status(_settings())


@cli.command()
def check() -> None:
    """Check that the warehouse keeps its promises; exit code 1 where it does not.

    \b
    Example:
      dateline check
    """
    from flows.running import print_checks

    sys.exit(print_checks(_settings()))


@cli.command("settings")
def show_settings() -> None:
    """List the settings: their values here, the variables that set them, and what they mean.

    \b
    Examples:
      dateline settings
      DATELINE_WORKERS=4 dateline settings
    """
    from flows.console import write_table

    settings = _settings()
    rows = [
        (f"DATELINE_{name.upper()}", getattr(settings, name), field.description)
        for name, field in Settings.model_fields.items()
    ]
    write_table(("variable", "value", "meaning"), rows, sys.stdout)


def _settings(**overrides: Any) -> Settings:
    return load_settings(**overrides)


def main() -> None:
    """Run the command line; errors that Dateline raises on purpose become one line and an exit code."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        _fail("stopped; the next run loads what was finished", 130)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except UsageError as error:
        _fail(str(error), 2)
    except DatelineError as error:
        _fail(str(error), 1)
    except BrokenPipeError:  # `dateline sql … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        _fail("stopped; the next run loads what was finished", 130)


def _fail(message: str, code: int) -> None:
    from flows.console import harmless

    click.echo(f"dateline: {harmless(message)}", err=True)
    sys.exit(code)
