"""A Subject as an ordinary Hugging Face checkpoint, with a set of neurons silent for good."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import nullcontext
from pathlib import Path

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.neurons import NeuronSet
from neuroglot.models.hooks import zeroed
from neuroglot.models.subject import Subject


def export(subject: Subject, folder: Path, neurons: NeuronSet | None = None) -> Path:
    """Write the model, in the dtype it is held in, and its tokenizer into a new folder; the subject stays as it is.

    The weights are safetensors, with the neurons' rows zero, so that any inference engine runs the ablated model. The
    folder is there whole or not at all. Raises NeuroglotError where there is something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NeuroglotError(f"{folder} is there already, and not an empty folder: choose another")
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        with zeroed(subject, neurons) if neurons is not None else nullcontext():
            subject.model.save_pretrained(temporary)
        subject.tokenizer.save_pretrained(temporary)
        temporary.chmod(0o755)
        os.replace(temporary, folder)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    return folder
