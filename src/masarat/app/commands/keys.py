"""`masarat keys new`, `masarat keys show` and `masarat keys export`."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from masarat.app.exits import Exit
from masarat.app.terminal import say, say_json

Plain = Annotated[bool, Parameter(name="--no-passphrase")]


def new_key(
    name: str, /, *, passphrase_file: Path | None = None, no_passphrase: Plain = False
) -> int:
    """Make a key to sign with: one for each office that signs.

    The private key stays on this machine, in $MASARAT_HOME/keys (~/.masarat/keys),
    readable by you alone and locked with a passphrase. It is never written over.
    The public key goes to the others: masarat keys export NAME.

        masarat keys new head-of-delegation
        masarat keys new head-of-delegation --passphrase-file secret.txt

    Parameters
    ----------
    name
        What the key is called here: small letters, digits, '.', '-', '_'. An office, not a person.
    passphrase_file
        File with the passphrase, instead of asking for it: default $MASARAT_PASSPHRASE_FILE.
    no_passphrase
        Lock the key with nothing but the permissions of its file.
    """
    from masarat.app.journals import keys_folder, new_passphrase
    from masarat.journal.keys import fingerprint, make_key_file, refuse_key

    refuse_key(keys_folder(), name)
    secret = None if no_passphrase else new_passphrase(name, passphrase_file)
    public = make_key_file(keys_folder(), name, secret)
    say([f"Made {keys_folder() / name}.pem", *_lines(name, public, fingerprint(public))])
    return Exit.DONE


def show_keys(name: str | None = None, /, *, json: bool = False) -> int:
    """Show the public keys of this machine, with fingerprints to compare aloud.

    Two offices that read the same fingerprint to each other hold the same key.

        masarat keys show
        masarat keys show head-of-delegation --json

    Parameters
    ----------
    name
        Which key; all of them if none is named.
    json
        Print the keys as JSON, for programs.
    """
    from masarat.app.journals import keys_folder
    from masarat.journal.keys import fingerprint, key_names, public_key

    folder = keys_folder()
    known = {each: public_key(folder, each) for each in ([name] if name else key_names(folder))}
    if json:
        say_json(
            [
                {"name": each, "public": public, "fingerprint": fingerprint(public)}
                for each, public in known.items()
            ]
        )
    elif not known:
        say([f"No keys in {folder} yet. Make one with: masarat keys new NAME"])
    for each, public in known.items() if not json else ():
        say(_lines(each, public, fingerprint(public)))
    return Exit.DONE


def export_key(name: str, /, *, out: Path | None = None) -> int:
    """Print the public key, or write it to a file, to be handed to the others.

    The private key stays where it is.

        masarat keys export head-of-delegation
        masarat keys export head-of-delegation --out stick/head-of-delegation.pub

    Parameters
    ----------
    name
        Which key.
    out
        File to write: one line of 64 hexadecimal digits.
    """
    from masarat.app.journals import keys_folder
    from masarat.journal.keys import public_key

    public = public_key(keys_folder(), name)
    if out is None:
        say([public])
    else:
        out.write_text(f"{public}\n", encoding="ascii")
        say([f"Wrote {out}"])
    return Exit.DONE


def _lines(name: str, public: str, fingerprint: str) -> list[str]:
    return [name, f"  public key   {public}", f"  fingerprint  {fingerprint}"]
