"""Find one language's neurons of a model in a corpus of one's own, silence them, and see what it costs every language.

python examples/find_and_silence.py embedded bundled runs/example go
"""

import sys
from pathlib import Path

import neuroglot as ng
from neuroglot.corpora.load import sample_tasks
from neuroglot.models.batches import packing
from neuroglot.models.losses import document_losses

if len(sys.argv) != 5:
    sys.exit(f"expected a model, a corpus, a run's folder and a language: {__doc__.splitlines()[-1]}")
model, corpus, run, language = sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4]
subject = ng.load_subject(model)
programs = sample_tasks(ng.load_corpus(corpus, "validation"), 40, seed=0)  # 40 tasks (or files) of each language
if language not in programs.languages:
    sys.exit(f"the corpus {corpus} has no programs in {language!r}, give one of: {', '.join(programs.languages)}")

# One forward and one backward pass over every program; what is on disk is not done again.
options = ng.RecordOptions()
statistics = ng.record(subject, programs, options, ng.open_artifact(run, ng.record_request(subject, programs, options)))

sets = ng.select_margin(statistics, ng.MarginOptions())
mine = sets[language]
print(f"{len(mine)} neurons of {language}:", *list(mine)[:3], "...")

held_out = sample_tasks(ng.load_corpus(corpus, "test"), 40, seed=0)
packed = packing(subject, held_out.snippets, context=1024, batch_tokens=4096)
before, tokens = document_losses(subject, packed)
with ng.zeroed(subject, mine):
    after, _ = document_losses(subject, packed)

for other in held_out.languages:
    places = [index for index, snippet in enumerate(held_out.snippets) if snippet.language == other]
    change = (after[places] - before[places]).sum() / tokens[places].sum()
    print(f"{other:>12}: {change:+.4f} nats a token")
