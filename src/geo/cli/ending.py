"""How a command ends when it is stopped, or when nobody takes what it prints."""

import atexit
import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

import click

STOPPED = 128 + signal.SIGINT
"""The exit code of a command that Ctrl+C ended, as shells give it."""
UNHEARD = 128 + 13
"""The same for a command whose reader went away (the number of SIGPIPE, which Windows lacks)."""


class Ending(click.Command):
    """A command that ends in one line, never in a stack trace, whatever happens to its output.

    Ctrl+C ends it with code 130. A reader that has enough, such as ``head``, ends it without a
    word, with code 141. A standard output that takes no more, such as a full disk, is an error,
    code 1: also where the last words only wait to be written.
    """

    def main(self, *args: Any, **how: Any) -> Any:
        """Run the command with its arguments, and write out all that it printed."""
        try:
            try:
                return super().main(*args, **how)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            code = UNHEARD
        except OSError as error:
            # An error of a file names it; one of the standard output has no name.
            what = error.filename or "The output was not written whole"
            click.echo(f"Error: {what}: {error.strerror or error}.", err=True)
            code = 1
        _print_nothing_more()
        sys.exit(code)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what click would end with code 1 has codes of its own."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            ctx.exit(STOPPED)
        except BrokenPipeError:
            _print_nothing_more()
            ctx.exit(UNHEARD)


class Commands(Ending, click.Group):
    """A group whose commands all end so."""


def end_at_once(code: int | str | None) -> NoReturn:
    """End this process with a code as ``sys.exit`` takes it, without waiting for its threads.

    What was to be done at the end is done, such as removing temporary files. Threads that still
    run are not cut off one by one, as Python does at its end: one that is then inside a library
    written in C++ ends the process as a crash, with a code of its own.
    """
    if isinstance(code, str):
        click.echo(code, err=True)
        code = 1
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()
    os._exit(code or 0)


def _print_nothing_more() -> None:
    """Let Python, which writes out at its end what waits, write it nowhere."""
    try:
        number = sys.stdout.fileno()
    except (OSError, ValueError):
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, number)
    os.close(nowhere)
