"""Benchmarks on the Hugging Face hub: single files by address, and where the well-known sets keep theirs."""

from __future__ import annotations

from pathlib import Path

from huggingface_hub import hf_hub_download
from huggingface_hub.errors import EntryNotFoundError, GatedRepoError, LocalEntryNotFoundError, RepositoryNotFoundError

from neuroglot.core.errors import NeuroglotError

PREFIX = "hf://datasets/"

HUB: dict[str, tuple[str, tuple[str, ...]]] = {
    "humaneval_x": (
        "zai-org/humaneval-x",  # known as THUDM/humaneval-x before its owner was renamed
        tuple(f"data/{name}/data/humaneval.jsonl" for name in ("cpp", "go", "java", "js", "python")),
    ),
    "mceval": (
        "Multilingual-Multimodal-NLP/McEval",
        tuple(f"generation/{name}.jsonl" for name in ("CPP", "Go", "Java", "JavaScript", "PHP", "Python", "Ruby")),
    ),
}
"""By benchmark: the data set's repository, and its files in our languages."""

CLONED = {"mbxp": "data/mbxp", "multi_humaneval": "data/multilingual_humaneval"}
"""Folders of the mxeval repository: the hub's mxeval/mbxp and mxeval/multi-humaneval hold a script and no data."""


def hub_files(name: str) -> list[Path]:
    """The files of a well-known benchmark, fetched or from the hub's cache."""
    if name in CLONED:
        raise NeuroglotError(
            f"the hub holds a script for {name} and not its data: run "
            f"`git clone https://github.com/amazon-science/mxeval` and give {name}:mxeval/{CLONED[name]}"
        )
    repository, files = HUB[name]
    return [hub_file(f"{PREFIX}{repository}/{file}") for file in files]


def hub_file(address: str) -> Path:
    """The file of `hf://datasets/OWNER/NAME/FILE` (or `NAME@REVISION`), fetched or from the hub's cache.

    Raises NeuroglotError where the address has another form, or the file can't be had.
    """
    owner, _, rest = address.removeprefix(PREFIX).partition("/")
    name, _, file = rest.partition("/")
    name, _, revision = name.partition("@")
    if not (address.startswith(PREFIX) and owner and name and file):
        raise NeuroglotError(f"{address} is no file of a data set; expected {PREFIX}OWNER/NAME/FILE")
    repository = f"{owner}/{name}"
    try:
        return Path(hf_hub_download(repository, file, repo_type="dataset", revision=revision or None))
    except (EntryNotFoundError, OSError, ValueError) as error:
        raise NeuroglotError(_said(error, repository, file)) from error


def _said(error: Exception, repository: str, file: str) -> str:
    if isinstance(error, GatedRepoError):
        return f"the data set {repository} is gated: ask for access on its hub page, then run `hf auth login`"
    if isinstance(error, RepositoryNotFoundError):
        return f"the hub has no data set {repository!r} (a private one needs `hf auth login`)"
    if isinstance(error, EntryNotFoundError) and not isinstance(error, LocalEntryNotFoundError):
        return f"the data set {repository} has no file {file}"
    return (
        f"{file} of the data set {repository} could not be fetched from the hub, and is not in the local cache: check "
        f"the address and the connection, or give a file or folder that is here ({type(error).__name__})"
    )
