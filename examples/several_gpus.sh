#!/bin/sh
# One recording by all GPUs of a machine: each rank takes every eighth of the shards, and the first merges them.
# The model has to fit one GPU; where it doesn't, use one process with `--device spread` instead.
# A rank that dies takes the others down; started again, all go on behind what is on disk.
set -e
torchrun --standalone --nproc-per-node=gpu --max-restarts=2 -m neuroglot record runs/llama \
  --model meta-llama/Llama-3.1-8B --corpus humaneval_x:data/humaneval-x --split validation --shards 64 --batch-tokens 8192
neuroglot select margin runs/llama
neuroglot ablate runs/llama --corpus humaneval_x:data/humaneval-x --split test
neuroglot report runs/llama
