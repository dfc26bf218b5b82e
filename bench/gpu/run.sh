#!/bin/sh
# Checks the webgpu device on this machine's GPU, then times training beside TensorFlow.js and PyTorch, within ten minutes. It needs
# nothing but what pack.ts packed, xz, a Vulkan driver with its loader and, for the peer, PyTorch with CUDA. Results are lines of JSON on
# stdout and, where OUT names a folder, in $OUT/results.jsonl.
set -u
out=${OUT:-.}
mkdir -p "$out" && out=$(cd "$out" && pwd) || exit 1
cd "$(dirname "$0")/packed" || exit 1
started=$(date +%s)
for file in node.xz node_modules/webgpu/dist/linux-x64/dawn.node.xz; do
  [ -f "$file" ] && { xz -dk "$file" 2>/dev/null || python3 -c 'import lzma, shutil, sys
shutil.copyfileobj(lzma.open(sys.argv[1]), open(sys.argv[1][:-3], "wb"))' "$file"; }
done
chmod +x node

results=$out/results.jsonl
: >"$results" || exit 1
# told NAME SECONDS COMMAND...: a line with what the command printed, null where it failed; nothing starts after nine minutes.
told() {
  name=$1 limit=$2
  shift 2
  left=$((540 - $(date +%s) + started))
  [ "$left" -gt 0 ] || limit=1
  [ "$limit" -le "$left" ] || limit=$left
  [ "$limit" -gt 1 ] || { echo "no time is left for $name" >&2; return 1; }
  answer=$(timeout "$limit" "$@" | tr '\n' ' ')
  [ -n "$answer" ] || answer=null
  printf '{"name": "%s", "result": %s}\n' "$name" "$answer" | tee -a "$results"
  [ "$answer" != null ]
}
# stop WHY: what follows would mean nothing.
stop() {
  echo "$1" >&2
  exit 1
}

told devices 60 ./node dist/unravel.js devices --json || stop "the devices cannot be listed"
# Every op against float64, ResNet-8's speed, and the weights' bits, which must be the same twice.
told conformance 120 ./node dist/examine.js webgpu || stop "the webgpu device does not pass"
first=$answer
told conformance-again 120 ./node dist/examine.js webgpu || stop "the webgpu device does not pass"
./node -e 'const [a, b] = process.argv.slice(1).map((text) => JSON.parse(text)[0]);
process.exit(a.error < 1e-3 && a.weights === b.weights ? 0 : 1)' "$first" "$answer" ||
  stop "an op is wrong, or the same seed left other weights"
for model in resnet20 resnet110; do
  for round in 1 2; do
    for device in webgpu tfjs-webgpu; do
      told "$model $device $round" 60 ./node dist/unravel.js bench --model "$model" --batch 128 --runs 5 --device "$device" --profile --json
    done
    for graph in false true; do
      task="{\"model\": \"$model.json\", \"mode\": \"train\", \"batch\": 128, \"threads\": 8, \"device\": \"cuda\", \"graph\": $graph}"
      # shellcheck disable=SC2016
      told "$model pytorch graph=$graph $round" 60 sh -c 'printf "run\nrun\nrun\nrun\nrun\n" | python3 ../../peers/pytorch.py "$1" | paste -sd, | sed "s/.*/[&]/"' - "$task"
    done
  done
done
