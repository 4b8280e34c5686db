"""Fetches one package from PyPI, npm or Debian through its ordinary client, and reads what it says its licence is."""

from __future__ import annotations

import email
import fnmatch
import hashlib
import io
import json
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from training.licences import spdx

MAX_MEMBER_BYTES = 200_000
FETCH_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Package:
    """A fetched archive. `licence_of` gives a path's SPDX expression, or None where it is not a permissive one."""

    name: str
    registry: str
    version: str
    licence: str
    archive: Path
    licence_of: Callable[[str], str | None]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.archive.read_bytes()).hexdigest()


def members(archive: Path) -> Iterator[tuple[str, bytes]]:
    """The archive's small regular files as (path below the top folder, bytes), in the archive's order."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as whole:
            for info in whole.infolist():
                if not info.is_dir() and info.file_size <= MAX_MEMBER_BYTES:
                    yield info.filename, whole.read(info)
        return
    with opened_tar(archive) as whole:
        for member in whole:
            if member.isfile() and member.size <= MAX_MEMBER_BYTES:
                stream = whole.extractfile(member)
                if stream is not None:
                    yield without_top(member.name), stream.read()


def opened_tar(archive: Path) -> tarfile.TarFile:
    """A tarball, or the file tree of a Debian binary package, as a readable tar."""
    if archive.suffix != ".deb":
        return tarfile.open(archive)
    tree = subprocess.run(["dpkg-deb", "--fsys-tarfile", archive], check=True, capture_output=True).stdout
    return tarfile.open(fileobj=io.BytesIO(tree))


def without_top(path: str) -> str:
    """`package-1.0/src/a.js` -> `src/a.js`; tarballs have one top folder."""
    return path.removeprefix("./").partition("/")[2]


def run(command: list[str], folder: Path) -> str:
    """Runs a client in `folder`; its first complaint is the error's text when it fails."""
    folder.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=FETCH_SECONDS)
    except subprocess.TimeoutExpired:
        raise RuntimeError(f"{command[0]}: no end after {FETCH_SECONDS} seconds") from None
    if done.returncode:
        complaint = re.search(r"^(?:E:|ERROR|npm err).*", done.stderr, re.MULTILINE | re.IGNORECASE)
        raise RuntimeError(f"{command[0]}: {complaint[0] if complaint else done.stderr.strip()[-300:]}")
    return done.stdout


def from_pypi(name: str, cache: Path) -> Package:
    """The wheel: it holds the sources, and no build step runs."""
    folder = cache / "pypi" / name
    if not list(folder.glob("*.whl")):
        run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:", name], folder)
    archive = next(folder.glob("*.whl"))
    with zipfile.ZipFile(archive) as whole:
        path = next(item for item in whole.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", item))
        metadata = email.message_from_bytes(whole.read(path))
    stated = [str(metadata.get(field) or "") for field in ("License-Expression", "License")]
    stated += [value.split("::")[-1] for value in metadata.get_all("Classifier", []) if value.startswith("License")]
    licence = next((found for found in map(spdx, stated) if found), None)
    shown = licence or " / ".join(stated)[:80]
    return Package(name, "pypi", metadata["Version"], shown, archive, lambda _: licence)


def from_npm(name: str, cache: Path) -> Package:
    """The packed tarball, as `npm install` would unpack it."""
    folder = cache / "npm" / name.replace("/", "__")
    if not list(folder.glob("*.tgz")):
        run(["npm", "pack", "--silent", name], folder)
    archive = next(folder.glob("*.tgz"))
    with tarfile.open(archive) as whole:
        manifests = [item for item in whole if re.fullmatch(r"[^/]+/package\.json", item.name)]
        stream = whole.extractfile(manifests[0])
        manifest = json.loads(stream.read()) if stream else {}
    stated = str(manifest.get("license", ""))
    licence = spdx(stated)
    return Package(name, "npm", manifest["version"], licence or stated, archive, lambda _: licence)


def from_debian(name: str, cache: Path) -> Package:
    """The source package's upstream tarball, with debian/copyright saying the licence of each file."""
    folder = cache / "debian" / name
    if not source_parts(folder):
        try:
            run(["apt-get", *apt_options(cache), "source", "--download-only", name], folder)
        except RuntimeError:  # only a further component of the package may be missing
            if not source_parts(folder):
                raise
    version = re.search(r"^Version: (\S+)", next(folder.glob("*.dsc")).read_text(), re.M)
    archive = next(path for path in sorted(folder.iterdir()) if re.search(r"\.orig\.tar\.\w+$", path.name))
    packaging = next(path for path in folder.iterdir() if ".debian.tar." in path.name)
    with tarfile.open(packaging) as whole:
        stream = whole.extractfile("debian/copyright")
        stanzas = copyright_stanzas(stream.read().decode(errors="replace") if stream else "")
    licence_of = by_path(stanzas)
    main = licence_of("main") or " / ".join(stated for _, stated in stanzas)[:80] or "not stated by machine"
    return Package(name, "debian", version[1] if version else "", main, archive, licence_of)


def source_parts(folder: Path) -> bool:
    """Whether the folder has what is read of a Debian source package."""
    return all(any(folder.glob(pattern)) for pattern in ("*.dsc", "*.orig.tar.*", "*.debian.tar.*"))


def from_deb(name: str, cache: Path) -> Package:
    """A binary package that holds sources. Its folders are not upstream's, so a refused stanza refuses by name."""
    folder = cache / "deb" / name
    if not list(folder.glob("*.deb")):
        run(["apt-get", "download", name], folder)
    archive = next(folder.glob("*.deb"))
    text = dict(members(archive)).get(f"share/doc/{name}/copyright", b"").decode(errors="replace")
    stanzas = [item for item in copyright_stanzas(text) if not item[0][0].startswith(("debian/", "doc", "guides/"))]
    licence_of = by_name(stanzas)
    shown = licence_of("") or " / ".join(stated for _, stated in stanzas)[:80]
    version = archive.stem.split("_")[1].replace("%3a", ":")
    return Package(name, "debian", version, shown, archive, licence_of)


def copyright_stanzas(text: str) -> list[tuple[list[str], str]]:
    """The (patterns, licence) of a machine-readable debian/copyright's `Files` stanzas, in their order."""
    stanzas = []
    for block in re.split(r"\n\s*\n", text):
        fields = dict(re.findall(r"^(Files|License):[ \t]*((?:.*\n?)(?:[ \t]+.*\n?)*)", block, re.M))
        if "Files" in fields and "License" in fields:
            stanzas.append((fields["Files"].split(), fields["License"].splitlines()[0].strip()))
    return stanzas


def by_path(stanzas: list[tuple[list[str], str]]) -> Callable[[str], str | None]:
    """The licence of a path: that of the last stanza that matches, as Debian's format says."""

    def licence_of(path: str) -> str | None:
        found = None
        for patterns, stated in stanzas:
            if any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns):
                found = spdx(stated)
        return found

    return licence_of


def by_name(stanzas: list[tuple[list[str], str]]) -> Callable[[str], str | None]:
    """The licences of a path whose upstream folder isn't known: all permissive ones, or None where it may be refused.

    It may be where a refused pattern's last part (the last folder of `folder/*`) is a name in the path, and everywhere
    where some stanza is refused and the `*` stanza isn't a permissive one.
    """
    permitted = [(patterns, found) for patterns, stated in stanzas if (found := spdx(stated))]
    refused = [pattern for patterns, stated in stanzas if not spdx(stated) for pattern in patterns]
    names = [([part for part in pattern.split("/") if part != "*"] or ["*"])[-1] for pattern in refused]
    known = permitted and (not refused or any("*" in patterns for patterns, _ in permitted))
    licence = " AND ".join(sorted({found for _, found in permitted})) if known else None

    def licence_of(path: str) -> str | None:
        parts = path.split("/")
        return None if any(fnmatch.fnmatchcase(part, name) for part in parts for name in names) else licence

    return licence_of


def apt_options(cache: Path) -> list[str]:
    """Options that let apt see source packages without changing the system: its own source list and its own state."""
    state = (cache / "apt").absolute()
    listed = state / "debian.sources"
    options = {
        "Dir::Etc::sourcelist": listed,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::State::lists": state / "lists",
        "Dir::Cache": state / "cache",
    }
    arguments = [part for key, value in options.items() for part in ("-o", f"{key}={value}")]
    if not listed.exists():
        (state / "lists" / "partial").mkdir(parents=True, exist_ok=True)
        (state / "cache" / "archives" / "partial").mkdir(parents=True, exist_ok=True)
        installed = Path("/etc/apt/sources.list.d/debian.sources").read_text()
        listed.write_text(re.sub(r"^Types:.*$", "Types: deb-src", installed, flags=re.M))
        run(["apt-get", *arguments, "update"], state)
    return arguments


FETCH: dict[str, Callable[[str, Path], Package]] = {
    "pypi": from_pypi,
    "npm": from_npm,
    "debian": from_debian,
    "deb": from_deb,
}
