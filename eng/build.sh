#!/usr/bin/env bash
# Brings feed, models and build up to date: eng/build.sh PROJECT-OR-SOLUTION. Does nothing when no source is newer than the last build.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
target=$1
say() { printf '\033[2m[set-up]\033[0m %s\n' "$*" >&2; }

command -v dotnet >/dev/null || { say "the .NET 10 SDK is missing: install it so that 'dotnet --version' prints 10.x"; exit 1; }
command -v npm >/dev/null || { say "npm is missing: install Node.js 20 or newer"; exit 1; }
mkdir -p "$root/artifacts/feed"

# Two commands started at once must not build into the same folder.
exec 9> "$root/artifacts/.setup-lock"
flock 9

"$root/eng/models.sh" &
models=$!
"$root/eng/feed.sh"

stamp="$root/artifacts/.built-$(basename "$target")"
changed() {
    [ ! -f "$stamp" ] || [ "$root/artifacts/feed/torch.props" -nt "$stamp" ] || [ -n "$(cd "$root" && find . \( -name artifacts -o -name .git -o -name node_modules -o -name samples -o -name docs \) -prune -o \
        -type f \( -name '*.cs' -o -name '*.csproj' -o -name '*.props' -o -name '*.targets' -o -name '*.avsc' -o -name '*.sln' -o -name '*.txt' -o -name '*.json' -o -name '.editorconfig' \) \
        -newer "$stamp" -print -quit)" ]
}
if changed; then
    say "building $target"
    started=$(mktemp "$root/artifacts/.build-XXXXXX")
    log="$root/artifacts/build.log"
    # One compiler for all projects takes half the time of one each; it ends with the build, so that nothing stays behind.
    built=0
    dotnet build "$root/$target" -c Release -v q -nologo -p:UseSharedCompilation=true > "$log" 2>&1 9>&- || built=1
    dotnet build-server shutdown --vbcscompiler > "$root/artifacts/build-server.log" 2>&1 9>&- || say "the compiler's server did not end: it does by itself after ten idle minutes"
    if [ "$built" -ne 0 ]; then
        grep -E 'error|warning' "$log" | sort -u >&2 || cat "$log" >&2
        rm -f "$started"
        say "the build failed: see above, all of it is in $log"
        exit 1
    fi
    # What was saved while the build ran is newer than its start, and is built the next time.
    mv "$started" "$stamp"
    # The solution holds every project, so that its build is also the command line's.
    [ "$target" != Shepherd.sln ] || cp -p "$stamp" "$root/artifacts/.built-Shepherd.Cli.csproj"
fi
wait "$models"
