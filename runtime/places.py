"""Where the runtime keeps its files, and why not all of them lie in the project."""

import os
import secrets
import tempfile
from pathlib import Path

from runtime.errors import Refusal

PROJECT = Path(__file__).resolve().parent.parent
# A Unix socket's path is limited to 107 bytes; its own name takes up to 20 of them.
LONGEST_SOCKET_FOLDER = 107 - 20


def is_root() -> bool:
    return os.geteuid() == 0


def state_folder() -> Path:
    """`.vivier/` of the project (VIVIER_STATE elsewhere): data, mail, logs, secret of the demonstration."""
    folder = Path(os.environ.get("VIVIER_STATE") or PROJECT / ".vivier").absolute()
    try:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(
            f"Impossible d’écrire dans {folder} ({error.strerror}) : "
            "rendez ce dossier accessible ou donnez-en un autre avec VIVIER_STATE=…"
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refusal(
            f"Le dossier {folder} appartient à un autre compte : reprenez ce compte, ou supprimez le dossier."
        )
    return folder


def data_home(state: Path) -> Path:
    """Where the database of the demonstration lives.

    PostgreSQL refuses root, so root's server runs as `nobody`, which can rarely enter the project. Its data
    go to /var/lib then, under a name drawn once and kept in the project's state: a fresh clone in the same
    folder never meets the data of the former one.
    """
    if not is_root():
        return state
    name = state / "id"
    if not name.exists():
        write_once(name, secrets.token_hex(6))
    for parent in (Path("/var/lib"), Path("/var/tmp")):  # noqa: S108 — made below with our owner and mode
        if parent.is_dir() and os.access(parent, os.W_OK):
            home = own_folder(parent / f"vivier-{name.read_text().strip()}")
            (home / "origine").write_text(str(state))
            return home
    raise Refusal("Ni /var/lib ni /var/tmp n’acceptent d’écriture : lancez Vivier avec un compte ordinaire.")


def lost_homes(state: Path, home: Path) -> list[Path]:
    """Data of a former clone in the same folder: its name was lost with it, nothing can reach them again."""
    return [
        note.parent
        for note in home.parent.glob("vivier-*/origine")
        if home != state
        and note.parent != home
        and note.stat().st_uid == os.geteuid()
        and note.read_text() == str(state)
    ]


def socket_folder(home: Path) -> Path:
    """A short folder for sockets: inside `home`, or in the temporary folder when its path is too long."""
    wanted = home / "run"
    if len(os.fsencode(wanted)) <= LONGEST_SOCKET_FOLDER:
        return own_folder(wanted)
    name = state_name(home)
    for parent in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108 — made with our owner and mode
        short = parent / name
        if len(os.fsencode(short)) <= LONGEST_SOCKET_FOLDER:
            return own_folder(short)
    raise Refusal("Le chemin du dossier temporaire est trop long : donnez-en un plus court avec TMPDIR=/tmp")


def state_name(home: Path) -> str:
    """A short name tied to the account and to the folder, the same at each run."""
    import hashlib

    return f"vivier-{os.geteuid()}-{hashlib.sha256(os.fsencode(home)).hexdigest()[:10]}"


def own_folder(folder: Path, mode: int = 0o711) -> Path:
    """Make `folder`, or check that the one found is ours: shared parents let anyone put a trap there."""
    folder.mkdir(mode=mode, exist_ok=True)
    found = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or found.st_uid != os.geteuid():
        raise Refusal(f"{folder} existe et appartient à un autre compte : supprimez-le, puis recommencez.")
    folder.chmod(mode)  # whatever the umask: `nobody` may have to pass
    return folder


def write_once(path: Path, text: str, mode: int = 0o600) -> None:
    """Whole or not at all: a file cut by a full disk would be read as good the next time."""
    draft = path.with_name(path.name + ".tmp")
    draft.write_text(text)
    draft.chmod(mode)
    draft.replace(path)
