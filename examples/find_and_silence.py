"""Find the Go neurons of a model in a corpus of one's own, silence them, and see what it costs every language.

python examples/find_and_silence.py embedded bundled runs/example
"""

import sys
from pathlib import Path

import neuroglot as ng
from neuroglot.models.batches import packing
from neuroglot.models.losses import document_losses

model, corpus, run = sys.argv[1], sys.argv[2], Path(sys.argv[3])
subject = ng.load_subject(model)
programs = ng.load_corpus(corpus, "validation")

# One forward and one backward pass over every program; what is on disk is not done again.
options = ng.RecordOptions()
statistics = ng.record(subject, programs, options, ng.open_artifact(run, ng.record_request(subject, programs, options)))

sets = ng.select_pls(statistics, ng.PlsOptions(fraction=0.01, ratio=1.5))
go = sets["go"]
print(f"{len(go)} Go neurons, for instance {next(iter(go))}; in common with Java: {len(go & sets['java'])}")

held_out = ng.load_corpus(corpus, "test").snippets[:200]
packed = packing(subject, held_out, context=1024, batch_tokens=4096)
before, tokens = document_losses(subject, packed)
with ng.zeroed(subject, go):
    after, _ = document_losses(subject, packed)

for language in sets:
    mine = [index for index, snippet in enumerate(held_out) if snippet.language == language]
    change = (after[mine] - before[mine]).sum() / tokens[mine].sum()
    print(f"{language:>12}: {change:+.4f} nats a token")
