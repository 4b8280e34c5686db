"""The commands: one table from words to function."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    """A row of the table: the command's words, what it does, an example to copy, and `module:function`."""

    name: str
    summary: str
    example: str
    target: str


COMMANDS = (
    Command(
        "study",
        "The main job: record, select, chance, ablate, frontiers, steer, examine, layers, probes, clones, tune, "
        "summarize, the untrained twin, report. What is on disk is not done again.",
        "neuroglot study --preset quick",
        "neuroglot.commands.study:study",
    ),
    Command(
        "record",
        "Activations and attributions of every neuron by language.",
        "neuroglot record runs/mine --model Qwen/Qwen2.5-Coder-0.5B --corpus src/",
        "neuroglot.commands.record:record",
    ),
    Command(
        "select pls",
        "Language neurons by |activation x gradient|, the paper's way.",
        "neuroglot select pls runs/mine --fraction 0.01 --ratio 1.5",
        "neuroglot.commands.select:pls",
    ),
    Command(
        "select universal",
        "Neurons that matter in every language.",
        "neuroglot select universal runs/mine",
        "neuroglot.commands.select:universal",
    ),
    Command(
        "select lape",
        "Language neurons by how selectively they fire (Tang et al. 2024).",
        "neuroglot select lape runs/mine --sites mlp.act",
        "neuroglot.commands.select:lape",
    ),
    Command(
        "select balanced",
        "Language neurons by PLS, every language on a scale of its own.",
        "neuroglot select balanced runs/mine --ratio 2",
        "neuroglot.commands.select:balanced",
    ),
    Command(
        "select signed",
        "Language neurons by signed attribution among those that PLS finds specific.",
        "neuroglot select signed runs/mine --per-language 40",
        "neuroglot.commands.select:signed",
    ),
    Command(
        "select margin",
        "Language neurons by what silence costs their language, less what it costs others.",
        "neuroglot select margin runs/mine --price 2 --per-language 40",
        "neuroglot.commands.select:margin",
    ),
    Command(
        "select contribution",
        "Language neurons by the size of what a hidden unit writes.",
        "neuroglot select contribution runs/mine",
        "neuroglot.commands.select:contribution",
    ),
    Command(
        "select mean-difference",
        "Language neurons by the effect size of their activation.",
        "neuroglot select mean-difference runs/mine --sites mlp.hidden",
        "neuroglot.commands.select:mean_difference",
    ),
    Command(
        "select average-precision",
        "Language neurons as classifiers of programs (after `record --programs`).",
        "neuroglot select average-precision runs/mine --per-language 40",
        "neuroglot.commands.select:average_precision",
    ),
    Command(
        "select file",
        "Sets from a file (the explorer's basket, another's JSON or CSV) as a selection of the run.",
        "neuroglot select file runs/mine --sets basket.json",
        "neuroglot.commands.select:file",
    ),
    Command(
        "neurons show",
        "The neurons in a file of sets: counts by site and layer, or every address.",
        "neuroglot neurons show runs/mine/select/KEY/sets.safetensors",
        "neuroglot.commands.neurons:show",
    ),
    Command(
        "neurons convert",
        "Neuron sets between our safetensors, LAPE's .pth, the paper's JSON keys and CSV.",
        "neuroglot neurons convert lape.pth sets.safetensors --languages cpp,java,python,go,javascript",
        "neuroglot.commands.neurons:convert",
    ),
    Command(
        "ablate",
        "Held-out loss, or pass@k, of every language with each chosen set silent, beside random sets.",
        "neuroglot ablate runs/mine --metric pass@3 --tasks 20",
        "neuroglot.commands.ablate:ablate",
    ),
    Command(
        "steer",
        "In which language the model writes with a language's neurons held at their mean on it.",
        "neuroglot steer runs/mine --tasks 20",
        "neuroglot.commands.steer:steer",
    ),
    Command(
        "examine",
        "A closer look at chosen neurons: contexts, labels, what they write; for the explorer.",
        "neuroglot examine runs/mine --methods margin --random 20 --tasks 40",
        "neuroglot.commands.examine:examine",
    ),
    Command(
        "layers semantic",
        "Where programs that mean the same look the same: curves over depth, and the band of concept layers.",
        "neuroglot layers semantic runs/mine --model Qwen/Qwen2.5-Coder-0.5B --tasks 40 --development-tasks 60",
        "neuroglot.commands.layers:layers",
    ),
    Command(
        "layers syntax",
        "What a linear probe reads from one token's state: its syntax-tree node, its language.",
        "neuroglot layers syntax runs/mine --tasks 40 --programs 1",
        "neuroglot.commands.probes:syntax",
    ),
    Command(
        "layers stream",
        "What attention and MLP write into the residual stream, and what the logit lens reads from it.",
        "neuroglot layers stream runs/mine --tasks 40 --text written --samples 1",
        "neuroglot.commands.probes:stream",
    ),
    Command(
        "generate",
        "Let a model write programs for problems, plain or with a set of neurons silent.",
        "neuroglot generate --problems bundled --split validation --tasks 10 --out samples.jsonl",
        "neuroglot.commands.generate:generate",
    ),
    Command(
        "clones evaluate",
        "How well each layer tells pairs that do the same from others, with no training, beside shared tokens.",
        "neuroglot clones evaluate runs/mine --pairs bundled --names own,random",
        "neuroglot.commands.clones:clones",
    ),
    Command(
        "clones scan",
        "Functions of a code base that are the same, or do the same, in one language or several.",
        "neuroglot clones scan src/ --out clones.html",
        "neuroglot.commands.clones_scan:clones_scan",
    ),
    Command(
        "summarize run",
        "Learning summaries for a language with little data: concept transfer beside other ways (Table 5).",
        "neuroglot summarize run runs/mine --low ruby --high python,java --rates 5e-4,2e-3",
        "neuroglot.commands.summarize:run",
    ),
    Command(
        "summarize apply",
        "A sentence for every function of some files: listed, as a patch, or written into them.",
        "neuroglot summarize apply src/ --adapter runs/mine/summarize/KEY/adapters-NAME --diff a.patch",
        "neuroglot.commands.summarize_apply:apply",
    ),
    Command(
        "summarize pairs",
        "Functions and the first sentences of their documentation, from source trees, to learn from.",
        "neuroglot summarize pairs path/to/projects --out pairs --languages ruby,python",
        "neuroglot.commands.summarize:pairs",
    ),
    Command(
        "rename",
        "Copies of programs whose own names are random: what stays equal is what they mean.",
        "neuroglot rename humaneval_x:path/to/humaneval-x --out renamed.jsonl --seed 1 --verify",
        "neuroglot.commands.rename:rename",
    ),
    Command(
        "judge verify",
        "Run the canonical solutions of a benchmark against its tests, in the sandbox.",
        "neuroglot judge verify humaneval_x:path/to/humaneval-x --languages go",
        "neuroglot.commands.judge:verify",
    ),
    Command(
        "judge score",
        "Run samples against their problems' tests, in the sandbox: pass@k by language.",
        "neuroglot judge score samples.jsonl --problems humaneval_x:path/to/humaneval-x",
        "neuroglot.commands.judge:score",
    ),
    Command(
        "tune run",
        "Teach a model one language by training its neurons alone: a small delta, and a LoRA adapter.",
        "neuroglot tune run runs/mine --target go --lr 1e-3",
        "neuroglot.commands.tune:run",
    ),
    Command(
        "tune compare",
        "A language's neurons beside random ones, LoRA and all weights: what each teaches, and what the others lose.",
        "neuroglot tune compare runs/mine --target go --tasks 20 --pass-tasks 10",
        "neuroglot.commands.tune:compare",
    ),
    Command(
        "tune export",
        "A delta as an ordinary LoRA adapter.",
        "neuroglot tune export runs/mine/tuned/KEY/delta.safetensors --to adapter --single-rank",
        "neuroglot.commands.tune:export",
    ),
    Command(
        "tune merge",
        "A model with a delta in its weights, as an ordinary checkpoint.",
        "neuroglot tune merge runs/mine/tuned/KEY/delta.safetensors --to model",
        "neuroglot.commands.tune:merge",
    ),
    Command(
        "report",
        "Write a run's report.html and its tables from what is on disk; needs no model.",
        "neuroglot report runs/mine",
        "neuroglot.commands.report:report",
    ),
    Command(
        "inspect",
        "Family, sites, neurons and memory of a model, from its configuration alone.",
        "neuroglot inspect meta-llama/Llama-3.1-8B",
        "neuroglot.commands.inspect:inspect",
    ),
    Command(
        "corpus",
        "What a corpus holds; with --out, its problems in HumanEval-X's form.",
        "neuroglot corpus bundled --split test --out problems.jsonl",
        "neuroglot.commands.corpus:corpus",
    ),
    Command(
        "doctor",
        "What this machine has, and what each missing thing would enable.",
        "neuroglot doctor",
        "neuroglot.commands.doctor:doctor",
    ),
)

GROUPS = {
    "select": "Choose neurons from what was recorded.\n\n\b\nExample:\n  neuroglot select --benchmark",
    "neurons": "Look at neuron sets and convert them.",
    "layers": "What every layer holds: meaning, syntax, and what it writes. Without a further word: meaning.\n\n\b\n"
    "Example:\n  neuroglot layers runs/mine --tasks 40 --development-tasks 60",
    "clones": "Code that means the same: how well a model finds it, and where it is in a code base.",
    "summarize": "Say in a sentence what functions do, and learn to, in languages with little data.",
    "judge": "Run programs that nobody trusts against tests.",
    "tune": "Teach a model one language through its neurons.",
}

IMPLIED = {"layers": "semantic"}
"""The command of a group that is meant where its name is followed by something else."""
