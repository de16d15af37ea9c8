#!/usr/bin/env bash
# Fills artifacts/peers with the npm packages that the tests exchange bytes with (eng/peers).
# Installed once per lock file and kept in ${XDG_CACHE_HOME:-~/.cache}/shepherd; works without that cache too.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
peers="$root/artifacts/peers"
manifest="$root/eng/peers"

say() { printf '\033[2m[set-up]\033[0m %s\n' "$*" >&2; }
key=$(cat "$manifest/package-lock.json" "$root/eng/peers.sh" | sha256sum | cut -c1-16)
[ -f "$peers/.filled-$key" ] && exit 0

cache="${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/shepherd/peers-$key"
mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || cache="$root/artifacts/cache/peers-$key"
mkdir -p "$cache"

if [ ! -f "$cache/.installed" ]; then
    say "fetching peers of the tests (npm ci)"
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    cp "$manifest/package.json" "$manifest/package-lock.json" "$scratch/"
    (cd "$scratch" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > npm.log 2>&1) ||
        { cat "$scratch/npm.log" >&2; say "npm ci failed in eng/peers: see above"; exit 1; }
    rm -rf "$cache/node_modules"
    cp -r "$scratch/node_modules" "$cache/node_modules"
    touch "$cache/.installed"
fi

rm -rf "$peers"
mkdir -p "$peers"
cp -r "$cache/node_modules" "$peers/node_modules"
touch "$peers/.filled-$key"
