"""Samples by vLLM, many times faster on a GPU; it is installed apart, and reads a model's folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from transformers import AutoTokenizer, GenerationConfig

from neuroglot.core.errors import NeuroglotError
from neuroglot.core.samples import Sample
from neuroglot.generation.detokenize import Detokenizer
from neuroglot.generation.engine import Request
from neuroglot.generation.prompts import Prompt, end_tokens, read_prompts
from neuroglot.generation.sampling import SamplingOptions, stream_seed
from neuroglot.generation.stopping import stops, trim
from neuroglot.models.loading import load_config

AT_ONCE = 1024
"""So many requests are given to vLLM at a time (it batches them itself), and written before the next."""


class VllmEngine:
    """Samples from a model's folder; an ablated model is exported into one first.

    `identity` is what `identity_of` says of the model and the neurons silent in it. Raises NeuroglotError where vLLM
    is not installed.
    """

    def __init__(self, folder: Path, identity: Mapping[str, str], dtype: str = "auto") -> None:
        try:
            self.vllm: Any = import_module("vllm")
        except ImportError as error:
            raise NeuroglotError(
                f"the engine vllm is not installed ({error}): `pip install vllm`, or use --engine transformers"
            ) from error
        self.folder, self.dtype = folder, dtype
        self.identity: Mapping[str, str] = {"engine": "vllm", **identity}
        self.tokens = 0

    def facts(self) -> dict[str, Any]:
        """vLLM's version."""
        try:
            return {"vllm": version("vllm"), "dtype": self.dtype}
        except PackageNotFoundError:
            return {"vllm": str(getattr(self.vllm, "__version__", "unknown")), "dtype": self.dtype}

    def generate(self, requests: Sequence[Request], options: SamplingOptions) -> Iterator[Sample]:
        """A sample for each request, in their order. Each has a seed of its own, from which vLLM draws."""
        if not requests:
            return
        loader: Any = AutoTokenizer
        tokenizer = loader.from_pretrained(self.folder, local_files_only=True)
        texts = {request.prompt for request in requests}
        prompts = read_prompts(tokenizer, load_config(self.folder), texts, options.max_new_tokens)
        ends = end_tokens(tokenizer, self._generation_config())
        longest = max(len(prompt.tokens) + prompt.room for prompt in prompts.values())
        model = self.vllm.LLM(model=str(self.folder), dtype=self.dtype, max_model_len=longest)
        for start in range(0, len(requests), AT_ONCE):
            rows = [
                _Row(request, prompts[request.prompt], Detokenizer(tokenizer, prompts[request.prompt].tokens))
                for request in requests[start : start + AT_ONCE]
            ]
            self._first(model, [row for row in rows if row.prompt.first], options)
            self._rest(model, [row for row in rows if row.room > 0], options, ends)
            yield from (row.sample() for row in rows)

    def _first(self, model: Any, rows: Sequence[_Row], options: SamplingOptions) -> None:
        """The first token where it must be one of a few: vLLM restricts tokens for whole requests only."""
        wishes = [self._wishes(row, options, max_tokens=1, allowed_token_ids=list(row.prompt.first)) for row in rows]
        for row, found in zip(rows, self._run(model, rows, wishes), strict=True):
            token = int(found.token_ids[0])
            row.drawn = (token,)
            row.text = row.detokenizer.add(token)[len(row.prompt.given) :]

    def _rest(self, model: Any, rows: Sequence[_Row], options: SamplingOptions, ends: frozenset[int]) -> None:
        wishes = [
            self._wishes(
                row, options, max_tokens=row.room, stop=list(stops(row.request.language)), stop_token_ids=sorted(ends)
            )
            for row in rows
        ]
        for row, found in zip(rows, self._run(model, rows, wishes), strict=True):
            row.text += found.text
            row.finish = "stop" if found.finish_reason == "stop" and not row.prompt.cut else "length"

    def _run(self, model: Any, rows: Sequence[_Row], wishes: Sequence[Any]) -> list[Any]:
        """The one completion of each row."""
        if not rows:
            return []
        given = [{"prompt_token_ids": [*row.prompt.tokens, *row.drawn]} for row in rows]
        found = [output.outputs[0] for output in model.generate(given, sampling_params=wishes, use_tqdm=False)]
        self.tokens += sum(len(completion.token_ids) for completion in found)
        return found

    def _wishes(self, row: _Row, options: SamplingOptions, **more: Any) -> Any:
        seed = stream_seed(options.seed, row.request.task_id, row.request.number) ^ len(row.drawn)
        kept = options.top_k or -1  # older versions of vLLM know only -1 for all
        return self.vllm.SamplingParams(
            temperature=options.temperature, top_p=options.top_p, top_k=kept, seed=seed, **more
        )

    def _generation_config(self) -> Any:
        if not (self.folder / "generation_config.json").exists():
            return None
        return GenerationConfig.from_pretrained(self.folder, local_files_only=True)


@dataclass
class _Row:
    """A sample on its way."""

    request: Request
    prompt: Prompt
    detokenizer: Detokenizer
    drawn: tuple[int, ...] = ()
    text: str = ""
    finish: str = "length"

    @property
    def room(self) -> int:
        return self.prompt.room - len(self.drawn)

    def sample(self) -> Sample:
        text = trim(self.request.language, self.request.prompt, self.text, self.finish)
        return Sample(self.request.task_id, self.request.number, text, self.finish)
