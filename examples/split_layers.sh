#!/bin/sh
# A model larger than one GPU, a part of every layer on each (tensor parallelism): one recording and one ablation by all.
# Every rank does the whole job together with the others; the first rank's folder is the run, and it alone prints.
# Families with fused projections and mixtures of experts: one process with `--device spread` instead.
set -e
launch="torchrun --standalone --nproc-per-node=gpu --local-ranks-filter 0 -m neuroglot"
$launch record runs/qwen --device tensor-parallel \
  --model Qwen/Qwen2.5-Coder-32B --corpus humaneval_x:data/humaneval-x --split validation
neuroglot select margin runs/qwen
$launch ablate runs/qwen --device tensor-parallel --corpus humaneval_x:data/humaneval-x --split test
neuroglot report runs/qwen
