"""The commands of `dateline`, a module a subject.

To add one: a module here with a click command or group that takes the `Settings` (`@click.pass_obj`), a row in
`COMMANDS` of `mapapp/cli.py`, and a line in README, which a test looks for.  Errors of `geodata/errors.py` need no
handling: the group of `common.py` makes a line and an exit code of them.  Data goes to standard output, words to
standard error (`mapapp/console.py`).
"""
