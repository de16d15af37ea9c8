#!/usr/bin/env bash
# Builds and runs every test, and ends with the line "N passed, N failed, N skipped". Arguments go to dotnet test (for example --filter NAME).
set -uo pipefail
for argument in "$@"; do
    case $argument in
        -h | --help | '-?' | '/?')
            cat <<'HELP'
Description:
  Builds and runs every test, and ends with the line "N passed, N failed, N skipped"

Usage:
  shepherd test [argument of 'dotnet test']...

Examples:
  shepherd test
  shepherd test --filter TopicFollower           only tests whose full name contains this
  SHEPHERD_KAFKA=host:port shepherd test         the tests that need Kafka, on a cluster of your own
HELP
            exit 0
            ;;
    esac
done
root=$(cd "$(dirname "$0")/.." && pwd)
export SHEPHERD_HOME="$root" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
say() { printf '\033[2m[set-up]\033[0m %s\n' "$*" >&2; }

# Peers that tests compare with: kcat speaks Kafka, python3-avro speaks Avro, glpsol solves HERD's program to optimality, Chromium shows the simulator's report, docker-compose reads docker/compose.yml. Without them those tests skip and say so.
debian() {
    local missing=()
    command -v kcat >/dev/null || missing+=(kcat)
    /usr/bin/python3 -c 'import avro' 2>/dev/null || missing+=(python3-avro)
    command -v glpsol >/dev/null || missing+=(glpk-utils)
    [ -x /usr/bin/chromium ] || [ -x /usr/bin/chromium-browser ] || [ -x /usr/bin/google-chrome ] || missing+=(chromium)
    command -v docker-compose >/dev/null || missing+=(docker-compose)
    [ ${#missing[@]} -eq 0 ] && return
    command -v apt-get >/dev/null || { say "not Debian: ${missing[*]} stay missing, their tests are skipped"; return; }
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        [ -t 0 ] && command -v sudo >/dev/null || { say "${missing[*]} stay missing (no root), their tests are skipped"; return; }
        say "the tests want Debian's ${missing[*]}: installing them with sudo"
        as_root=(sudo)
    fi
    say "installing ${missing[*]} (apt-get)"
    local log="$root/artifacts/apt.log" package
    "${as_root[@]}" apt-get update -qq > "$log" 2>&1 || say "apt-get update failed ($log)"
    # One by one: what one distribution lacks must not keep the others away.
    local lean
    for package in "${missing[@]}"; do
        # It recommends Docker's engine, which would be started: reading a file needs none.
        lean=(); [ "$package" != docker-compose ] || lean=(--no-install-recommends)
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${lean[@]}" "$package" >> "$log" 2>&1 || say "apt-get has no $package ($log): the tests that want it are skipped"
    done
}

# Prometheus' own checker of the worker's metrics. Installing the package would start a server on this machine: its file is unpacked instead, and no root is needed.
promtool() {
    PATH="$root/artifacts/tools:$PATH"
    command -v promtool >/dev/null && return
    command -v apt-get >/dev/null || { say "not Debian: promtool stays missing, its tests are skipped"; return; }
    say "fetching promtool (Debian's package prometheus, unpacked under artifacts/tools)"
    local log="$root/artifacts/apt.log" folder="$root/artifacts/tools"
    rm -rf "$folder/deb" && mkdir -p "$folder/deb"
    [ "$(id -u)" -ne 0 ] || apt-cache show prometheus >/dev/null 2>&1 || apt-get update -qq >> "$log" 2>&1
    (cd "$folder/deb" && apt-get download -qq prometheus && dpkg-deb -x prometheus_*.deb . && mv usr/bin/promtool "$folder/") >> "$log" 2>&1 || say "apt-get has no promtool ($log): its tests are skipped"
    rm -rf "$folder/deb"
}

mkdir -p "$root/artifacts"
debian
promtool
"$root/eng/peers.sh" || exit 1
"$root/eng/build.sh" Shepherd.sln || exit 1
say "running the tests"
log="$root/artifacts/test.log"
# Two projects at a time: the tests that start processes mostly wait for them.
dotnet test "$root/Shepherd.sln" -c Release --no-build -m:2 -nologo "$@" 2>&1 | tee "$log" | grep -vE '^(Test run for|A total of 1 test files|Starting test execution|VSTest version|No test matches)|^$'
result=${PIPESTATUS[0]}
awk '/^(Passed|Failed|Skipped)! +- Failed:/ { gsub(/[,:]/, " "); for (i = 1; i < NF; i++) { if ($i == "Failed") f += $(i + 1); if ($i == "Passed") p += $(i + 1); if ($i == "Skipped") s += $(i + 1) } }
     END { printf "%d passed, %d failed, %d skipped\n", p, f, s; exit p + f == 0 }' "$log" || { say "no test ran"; exit 1; }
exit "$result"
