"""The embedded model's tokenizer: byte-level BPE with 4096 tokens, trained on a balanced sample.

`python -m training.tokenizer` trains on training/data (real code, and the generator's documents where they are built)
and writes a folder that AutoTokenizer loads. Any text survives a round trip: what is no merge stays bytes.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, processors, trainers
from transformers import PreTrainedTokenizerFast

from neuroglot.core.languages import FIVE, LANGUAGES

DATA = Path(__file__).parent / "data"
FOLDER = DATA / "tokenizer"
VOCABULARY = 4096
BEGIN, END, PAD = "<|begin|>", "<|end|>", "<|pad|>"

PIECES = (
    r" ?[\p{L}_]+"  # words and identifiers, with the space before them
    r"|\p{N}"  # digits singly
    r"| ?[^\s\p{L}\p{N}_]+"  # runs of punctuation
    r"|(?:\r?\n)+[ \t]*"  # line ends with the indentation that follows
    r"|[ \t]+(?=[ ]\S)|\s+"  # other white space, leaving the last space to the word
)

SAMPLE_BYTES = {language: 2_000_000 if language in FIVE else 700_000 for language in LANGUAGES}
GENERATOR_SAMPLE_BYTES = 5_000_000


def trained(texts: Iterable[str], size: int = VOCABULARY) -> Tokenizer:
    """A tokenizer trained on texts; encoding with special tokens puts BOS in front."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(PIECES), behavior="isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        special_tokens=[BEGIN, END, PAD],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    begin = tokenizer.token_to_id(BEGIN)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A", pair=f"{BEGIN} $A {BEGIN} $B", special_tokens=[(BEGIN, begin)]
    )
    return tokenizer


def save(tokenizer: Tokenizer, folder: Path, context: int = 1024) -> None:
    """Writes tokenizer.json and tokenizer_config.json as transformers reads them (padding left, for generation)."""
    PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        bos_token=BEGIN,
        eos_token=END,
        pad_token=PAD,
        model_max_length=context,
        padding_side="left",
        clean_up_tokenization_spaces=False,
    ).save_pretrained(folder)


def special_ids(tokenizer: Tokenizer) -> tuple[int, int, int]:
    """The ids of BOS, EOS and padding."""
    numbers = tokenizer.get_vocab()
    return numbers[BEGIN], numbers[END], numbers[PAD]


def texts_of(path: Path) -> Iterator[str]:
    """The texts of a JSONL file, in order."""
    with path.open() as file:
        for line in file:
            yield json.loads(line)["text"]


def up_to(texts: Iterable[str], budget: int) -> Iterator[str]:
    """Texts from the front until a number of bytes is reached."""
    for text in texts:
        if budget <= 0:
            return
        budget -= len(text.encode())
        yield text


def main() -> None:
    """Trains on the sample and writes training/data/tokenizer."""
    samples = [up_to(texts_of(DATA / "code" / f"{name}.train.jsonl"), SAMPLE_BYTES[name]) for name in LANGUAGES]
    generated = DATA / "code" / "generator.train.jsonl"
    if generated.exists():
        samples.append(up_to(texts_of(generated), GENERATOR_SAMPLE_BYTES))
    tokenizer = trained(itertools.chain(*samples))
    save(tokenizer, FOLDER)
    for name in LANGUAGES:
        text = "".join(up_to(texts_of(DATA / "code" / f"{name}.heldout.jsonl"), 200_000))
        ids = tokenizer.encode(text, add_special_tokens=False).ids
        same = tokenizer.decode(ids, skip_special_tokens=False) == text
        print(f"{name:10} {len(text.encode()) / len(ids):.3f} bytes per token, round trip {same}")


if __name__ == "__main__":
    main()
