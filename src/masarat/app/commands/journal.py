"""`masarat journal ...`: make, verify, export, import, merge and show journals, admit nodes."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from masarat.app.commands.values import whole
from masarat.app.exits import Exit
from masarat.app.terminal import complain, say, say_json

HeadOnly = Annotated[bool, Parameter(name="--head")]


def new_journal(journal: str | None = None, /, *, title: str) -> int:
    """Make a new journal; this machine's node is the first that may write in it.

    The node's key is made, too, if there is none yet.

        masarat journal new --title "Eastern Aleppo, December 2016"
        masarat journal new talks.sqlite --title "Eastern Aleppo"
        masarat journal new postgresql://server/talks --title "Eastern Aleppo"

    Parameters
    ----------
    journal
        File to make, or postgresql:// URL of an empty database; if none is named,
        $MASARAT_JOURNAL, else masarat.sqlite here.
    title
        What the journal is about.
    """
    from masarat.app.journals import journal_name, node_key, now, open_store
    from masarat.app.journals_text import key_line
    from masarat.core.signing import public_of
    from masarat.journal.journal import open_new

    key = node_key()
    made = open_new(open_store(journal_name(journal), create=True), title, key, now)
    say([f"Journal {made.place.journal}", f"Node {key_line(public_of(key))}"])
    return Exit.DONE


def verify_journal(
    journal: str | None = None,
    /,
    *,
    against: str | None = None,
    processes: Annotated[int | None, whole(1, 1024)] = None,
    json: bool = False,
) -> int:
    """Verify every byte, link and signature; name the first bad entry.

    Needs nothing but the copy: an exported file, a SQLite file, or a database.
    What offices signed is verified too, with the keys enrolled for them.
    That a copy was put back to an earlier state can be seen only with something
    newer in hand: another copy, or the head that was exported another day.

        masarat journal verify talks.journal
        masarat journal verify talks.sqlite --against their-copy.journal

    Exit code 0: it holds. 1: something was altered, removed, reordered or added.

    Parameters
    ----------
    journal
        What to verify; if none is named, $MASARAT_JOURNAL, else masarat.sqlite here.
    against
        Another copy, or an exported head: all it holds must be in this copy too.
    processes
        Processes to share the work; if none is given, as many as the machine has.
    json
        Print the answer as JSON, for programs.
    """
    import os

    from masarat.app.journals import acts_witness, all_kept, journal_name, open_copy
    from masarat.app.journals_text import verification_content, verification_lines
    from masarat.journal.verification import verify

    heads: tuple[bytes, ...] = ()
    if against is not None:
        with open_copy(against).reading() as contents:
            heads = contents.heads or (b"",)
    copy = open_copy(journal_name(journal))
    workers = processes or os.cpu_count() or 1
    with all_kept():
        found = verify(copy, acts_witness(), workers, heads)
    if json:
        say_json(verification_content(found))
    else:
        say(verification_lines(found))
    if found.broken is not None and not json:
        complain([str(found.broken)])
    return Exit.DONE if found.sound else Exit.REFUSED


def export_journal(journal: str | None = None, /, *, out: Path, head: HeadOnly = False) -> int:
    """Write a journal as one file: to carry, to keep, to verify years later.

    With --head only its head: what a copy can be held against another day.

        masarat journal export --out talks.journal
        masarat journal export talks.sqlite --out today.head --head

    Parameters
    ----------
    journal
        What to export; if none is named, $MASARAT_JOURNAL, else masarat.sqlite here.
    out
        File to write.
    head
        Write only the head: enough to find out later that entries were removed.
    """
    from masarat.app.journals import export, journal_name

    count = export(journal_name(journal), out, head_only=head)
    say([f"Wrote {out}: {'the head after ' if head else ''}{count} entries"])
    return Exit.DONE


def import_journal(file: str, journal: str | None = None, /) -> int:
    """Take in the entries of an exported file that follow those known here.

    Makes the journal if there is none. If both went on by themselves since they
    parted, nothing is taken; see: masarat journal merge.

        masarat journal import talks.journal
        masarat journal import talks.journal postgresql://server/talks

    Parameters
    ----------
    file
        Exported file, or any other copy.
    journal
        Where to; if none is named, $MASARAT_JOURNAL, else masarat.sqlite here.
    """
    from masarat.app.journals import journal_name, take_in

    name = journal_name(journal)
    taken = take_in(name, file, carry=False)
    say([f"{name}: {taken.total} entries, {taken.following} of them new"])
    return Exit.DONE


def merge_journals(other: str, /, *, onto: str | None = None) -> int:
    """Bring another copy's entries onto the copy that leads.

    Entries that follow are taken as they are. If both copies went on by
    themselves, the other's entries are carried: each whole, within an entry of
    this node. If one node wrote on both copies, that is a fork, and is named.

        masarat journal merge theirs.journal --onto talks.sqlite

    Parameters
    ----------
    other
        The copy to bring in: an exported file, a SQLite file, or a database.
    onto
        The copy that leads, with which everybody goes on; if none is named,
        $MASARAT_JOURNAL, else masarat.sqlite here.
    """
    from masarat.app.journals import journal_name, take_in

    name = journal_name(onto)
    taken = take_in(name, other, carry=True)
    how = f"{taken.following} taken as they are, {taken.carried} carried"
    say([f"{name}: {taken.total} entries, {how}"])
    return Exit.DONE


def show_journal(
    journal: str | None = None, /, *, after: Annotated[int, whole(0)] = 0, json: bool = False
) -> int:
    """Show what a journal is, who may write in it, and its entries; verified first.

    A journal that is not sound is not shown; see: masarat journal verify.

        masarat journal show
        masarat journal show talks.journal --after 120 --json

    Parameters
    ----------
    journal
        What to show; if none is named, $MASARAT_JOURNAL, else masarat.sqlite here.
    after
        Show the entries after this one.
    json
        Print the entries as JSON, for programs.
    """
    from masarat.app.journals import journal_name, open_follower
    from masarat.app.journals_text import entry_lines, journal_content, journal_lines

    follower = open_follower(journal_name(journal))
    entries = [entry for entry in follower.news() if entry.sequence > after]
    if json:
        say_json(journal_content(follower.chain, entries))
    else:
        say([*journal_lines(follower.chain), *entry_lines(entries)])
    return Exit.DONE


def admit_node(key: str, /, *, title: str, journal: str | None = None) -> int:
    """Let another node write in the journal.

    A node is a machine that takes entries and signs them with its own key.

        masarat journal admit stick/their-node.pub --title "Ankara"

    Parameters
    ----------
    key
        The node's public key, or the file with it (there: masarat keys export node).
    title
        The office or place of the node.
    journal
        The journal; if none is named, $MASARAT_JOURNAL, else masarat.sqlite here.
    """
    from masarat.app.journals import journal_name, open_journal, public_key_of
    from masarat.journal.chain import ADMITTED

    body = {"node": public_key_of(key), "title": title}
    entry = open_journal(journal_name(journal)).append(ADMITTED, body)
    say([f"Entry {entry.sequence}: node {body['node']} may write"])
    return Exit.DONE


def retire_node(key: str, /, *, reason: str, journal: str | None = None) -> int:
    """Let a node write no more: its office closed, or its key was lost.

    What it wrote before stays. A retired node does not come back; a new key can.

        masarat journal retire stick/their-node.pub --reason "the machine was lost"

    Parameters
    ----------
    key
        The node's public key, or the file with it.
    reason
        Why; it is kept in the journal.
    journal
        The journal; if none is named, $MASARAT_JOURNAL, else masarat.sqlite here.
    """
    from masarat.app.journals import journal_name, open_journal, public_key_of
    from masarat.journal.chain import RETIRED

    body = {"node": public_key_of(key), "reason": reason}
    entry = open_journal(journal_name(journal)).append(RETIRED, body)
    say([f"Entry {entry.sequence}: node {body['node']} writes no more"])
    return Exit.DONE
