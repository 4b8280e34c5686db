"""Getting a Subject from a name: `embedded`, a folder, or a model on the Hugging Face hub."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import torch
from accelerate import dispatch_model, infer_auto_device_map
from huggingface_hub import snapshot_download
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, LocalEntryNotFoundError, RepositoryNotFoundError
from transformers import AutoConfig, AutoModelForCausalLM, AutoTokenizer
from transformers.distributed.configuration_utils import DistributedConfig
from transformers.utils import logging as transformers_logging

from neuroglot.core.artifacts import content_hash
from neuroglot.core.errors import NeuroglotError
from neuroglot.models import embedded
from neuroglot.models.architectures import Architecture, architecture_of
from neuroglot.models.attention import attend_by_document
from neuroglot.models.distributed import ranks
from neuroglot.models.fingerprint import TOKENIZER, WEIGHTS, fingerprint
from neuroglot.models.slices import TENSOR_PARALLEL, check, join
from neuroglot.models.subject import Subject

FILES = ("*.safetensors", "*.safetensors.index.json", "*.json", "tokenizer.model", "merges.txt", "vocab.txt")
NO_WEIGHTS = tuple(pattern for pattern in FILES if "safetensors" not in pattern)
UNTRAINED = "untrained:"
"""Before a model's name: its twin, the same architecture and tokenizer with random weights."""
TWIN_SEED = 0
SPREAD = "spread"
"""The device that is all accelerators, a block on each in turn, and main memory for what they don't hold."""
SEVERAL = (SPREAD, TENSOR_PARALLEL)
DTYPES = ("auto", "float32", "bfloat16", "float16")


@dataclass(frozen=True, slots=True)
class HoldOptions:
    """How a model is held in memory."""

    device: Annotated[
        str,
        "cpu, cuda, cuda:1, mps; auto takes an accelerator where there is one, spread all of them and main memory, "
        "tensor-parallel a part of every layer on each rank (under torchrun)",
    ] = "auto"
    dtype: Annotated[str, "float32, bfloat16, float16; auto is float32 on the CPU, else the model's own"] = "auto"
    attention: Annotated[str, "attention implementation: sdpa, eager, ...; auto lets the family decide"] = "auto"
    remote_code: Annotated[bool, "run Python code that comes with the model; only if you trust it"] = False


def load_subject(name: str, options: HoldOptions | None = None) -> Subject:
    """Load a model and its tokenizer, frozen and in evaluation mode.

    `name` is `embedded`, a folder with a Hugging Face model, or a model's name on the hub; `untrained:` before it gives
    the model's untrained twin, for which no weights are fetched. Only safetensors are read, never pickles. Raises
    NeuroglotError, saying what to do, for an unknown family, broken files, a gated model, or a hub that can't be
    reached.
    """
    options = options or HoldOptions()
    source = name.removeprefix(UNTRAINED)
    twin = source != name
    folder = model_folder(source, NO_WEIGHTS if twin else FILES)
    config = load_config(folder, options.remote_code)
    architecture = architecture_of(config)
    device = choose_device("auto" if options.device in SEVERAL else options.device)
    dtype = _choose_dtype(options.dtype, device)
    attention = _choose_attention(options.attention, architecture)
    places = _places(options.device, architecture, config, twin)
    how = {"trust_remote_code": options.remote_code, **places}
    if attention is not None:
        how["attn_implementation"] = attention
    model = (_random_weights if twin else _load_weights)(folder, config, dtype, how)
    model.requires_grad_(False)
    model.eval()
    attend_by_document(model)
    return Subject(
        id=name,
        model=model if places else model.to(device),
        tokenizer=_load_tokenizer(folder, options.remote_code),
        architecture=architecture,
        weights=_twin_fingerprint(folder, dtype) if twin else fingerprint(folder, WEIGHTS),
        tokens=fingerprint(folder, TOKENIZER),
    )


def model_folder(name: str, files: Sequence[str] = FILES) -> Path:
    """The folder with a model's files; from the hub they are downloaded, or taken from its cache."""
    if name == embedded.NAME:
        return embedded.folder()
    if Path(name).expanduser().is_dir():
        return Path(name).expanduser()
    if name.startswith((".", "/", "~")) or name.count("/") > 1:
        raise NeuroglotError(f"there is no folder {name}; give a folder with config.json, a hub name or 'embedded'")
    try:
        return Path(snapshot_download(name, allow_patterns=list(files)))
    except GatedRepoError as error:
        raise NeuroglotError(
            f"{name} is gated: ask for access on its hub page, then run `hf auth login` (or set HF_TOKEN)"
        ) from error
    except RepositoryNotFoundError as error:
        raise NeuroglotError(
            f"the hub has no model {name!r} (a private one needs `hf auth login`); a folder works too"
        ) from error
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError, ValueError) as error:
        raise NeuroglotError(
            f"{name} could not be fetched from the hub, and is not in the local cache: check the name and the "
            f"connection, or give a folder with the model's files ({type(error).__name__})"
        ) from error


def load_config(folder: Path, remote_code: bool = False) -> Any:
    """The configuration in a model's folder. Raises NeuroglotError where it is missing or broken."""
    path = folder / "config.json"
    if not path.exists():
        raise NeuroglotError(f"{folder} has no config.json: it is not a Hugging Face model folder")
    try:
        return AutoConfig.from_pretrained(folder, trust_remote_code=remote_code, local_files_only=True)
    except Exception as error:  # transformers raises many kinds here, down to TypeError
        raise NeuroglotError(f"{path} can't be used as a model configuration: {_first_line(error)}") from error


def config_of(name: str) -> Any:
    """The configuration of a model from its name, its folder or its config.json; no weights are fetched."""
    name = name.removeprefix(UNTRAINED)
    path = Path(name).expanduser()
    if path.name == "config.json":
        return load_config(path.parent)
    if name == embedded.NAME or path.is_dir():
        return load_config(model_folder(name))
    return load_config(model_folder(name, ["config.json"]))


def choose_device(name: str) -> torch.device:
    """The device of that name; `auto` is an accelerator, of several each rank its own, else the CPU."""
    if name == "auto":
        accelerator = torch.accelerator.current_accelerator() if torch.accelerator.is_available() else None
        if accelerator is None:
            return torch.device("cpu")
        return torch.device(accelerator.type, ranks().local % torch.accelerator.device_count())
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise NeuroglotError(f"device {name!r} can't be used here: {_first_line(error)}") from error
    return device


def _choose_dtype(name: str, device: torch.device) -> Any:
    if name not in DTYPES:
        raise NeuroglotError(f"unknown dtype {name!r}; known: {', '.join(DTYPES)}")
    if name == "auto":
        return torch.float32 if device.type == "cpu" else "auto"
    return getattr(torch, name)


def _places(name: str, architecture: Architecture, config: Any, twin: bool) -> dict[str, Any]:
    """Where weights go while they are loaded; nothing where the model is moved afterwards."""
    quantized = _quantized(config) and not twin
    if name == TENSOR_PARALLEL:
        if twin or quantized:
            what = "the untrained twin" if twin else "a quantized model"
            raise NeuroglotError(f"{what} can't be split over ranks: use --device {SPREAD}, or leave it out")
        check(architecture)
        join()
        return {"distributed_config": DistributedConfig(tp_plan="auto")}
    if name == SPREAD:
        return {"device_map": "auto"}
    return {"device_map": choose_device(name)} if quantized else {}


def _quantized(config: Any) -> bool:
    """Whether weights are packed: then their library puts them where they stay, and they can't be moved."""
    return getattr(config, "quantization_config", None) is not None


def _choose_attention(name: str, architecture: Architecture) -> str | None:
    needed = architecture.attention
    if name == "auto":
        return needed
    if needed is not None and name != needed:
        raise NeuroglotError(
            f"family {architecture.family} needs attention {needed!r}; {name!r} computes another function"
        )
    return name


def _load_weights(folder: Path, config: Any, dtype: Any, how: Mapping[str, Any]) -> Any:
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.getLogger("transformers").setLevel(logging.ERROR)
    loader: Any = AutoModelForCausalLM
    try:
        model, report = loader.from_pretrained(
            folder,
            config=config,
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            output_loading_info=True,
            **how,
        )
    except Exception as error:
        raise NeuroglotError(f"the model in {folder} can't be loaded: {_first_line(error)}") from error
    if report["missing_keys"]:
        missing = sorted(report["missing_keys"])
        raise NeuroglotError(f"the weights in {folder} lack {len(missing)} tensors of the model, such as {missing[0]}")
    return model


def _random_weights(folder: Path, config: Any, dtype: Any, how: Mapping[str, Any]) -> Any:
    """The architecture as its library initialises it, always with the same seed; never quantized."""
    if dtype == "auto":
        dtype = getattr(config, "dtype", None) or torch.float32
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(TWIN_SEED)
        try:
            maker: Any = AutoModelForCausalLM
            made = {name: value for name, value in how.items() if name != "device_map"}
            model = maker.from_config(config, dtype=dtype, **made)
        except Exception as error:
            raise NeuroglotError(f"no model can be made from {folder}/config.json: {_first_line(error)}") from error
    if "device_map" not in how:
        return model
    return dispatch_model(model, infer_auto_device_map(model, no_split_module_classes=list(model._no_split_modules)))


def _twin_fingerprint(folder: Path, dtype: Any) -> str:
    """What decides a twin's weights: the configuration, the seed, the type, and the libraries that draw them."""
    libraries = [version("torch"), version("transformers")]
    return content_hash([UNTRAINED, TWIN_SEED, str(dtype), fingerprint(folder, ["config.json"]), *libraries])


def _load_tokenizer(folder: Path, remote_code: bool) -> Any:
    try:
        return AutoTokenizer.from_pretrained(folder, trust_remote_code=remote_code, local_files_only=True)
    except Exception as error:
        raise NeuroglotError(f"the tokenizer in {folder} can't be loaded: {_first_line(error)}") from error


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
