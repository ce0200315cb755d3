"""What the commands of ``borderwatch`` share: examples in their help, messages, exit codes."""

import sys
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from geo.errors import BorderwatchError


def example(text: str) -> dict[str, Any]:
    """Return click settings that end a command's help with an example."""
    return {"epilog": f"Example: {text}", "context_settings": {"max_content_width": 100}}


def faults_end_with_1(command: Callable[..., None]) -> Callable[..., None]:
    """Turn errors written for the user into a message and exit code 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except BorderwatchError as error:
            click.echo(f"Error: {error}", err=True)
            sys.exit(1)

    return run


def say(text: str) -> None:
    """Write a message or a step of progress to standard error."""
    click.echo(text, err=True)
