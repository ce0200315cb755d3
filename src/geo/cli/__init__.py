"""The commands.

Comes in: arguments of the shell.
Goes out: files, and words on what was done; exit code 0 done, 1 faults in the data, 2 wrong usage.

Others may use:

- ``commands``: ``return_freed_memory``
- ``ending``: ``Ending``, ``end_at_once``
"""
