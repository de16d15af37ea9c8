#!/usr/bin/env bash
# Fills artifacts/feed with the NuGet packages that this machine's own sources cannot restore.
# Built once per lock file and kept in ${XDG_CACHE_HOME:-~/.cache}/shepherd; works without that cache too.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
feed="$root/artifacts/feed"
manifest="$root/eng/feed"
librdkafka=2.15.1
onnxruntime=1.29.0
torchsharp=0.106.0
libtorch=2.10.0
torch=${SHEPHERD_TORCH:-}

say() { printf '\033[2m[set-up]\033[0m %s\n' "$*" >&2; }
case $torch in '' | cpu | cuda-linux) ;; *) say "SHEPHERD_TORCH=$torch: choose cpu or cuda-linux, or leave it out"; exit 1 ;; esac
key=$(cat "$manifest/package-lock.json" "$root/eng/feed.sh" | sha256sum | cut -c1-16)
# Who asks for no libtorch in particular keeps what there is: a command after the tests is no new build.
filled() { compgen -G "$feed/.filled-$key-$1" > /dev/null; }
filled "${torch:-*}" && exit 0
mkdir -p "$feed"

cache="${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/shepherd/feed-$key"
mkdir -p "$cache" 2>/dev/null && [ -w "$cache" ] || cache="$root/artifacts/cache/feed-$key"
mkdir -p "$cache"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# True when the machine's own NuGet sources restore package $1 at version $2, into folder $3: one of its own, since what this script packed lies in the user's.
restores() {
    local packages=${3:-$scratch/packages}
    mkdir -p "$scratch/probe-$1"
    cat > "$scratch/probe-$1/probe.csproj" <<PROBE
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <RestorePackagesPath>$packages</RestorePackagesPath>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="$1" Version="$2" /></ItemGroup>
</Project>
PROBE
    (cd "$scratch/probe-$1" && dotnet restore -v q --no-cache > restore.log 2>&1)
}

fetch_sources() {
    [ -d "$scratch/npm/node_modules" ] && return
    say "fetching sources (npm ci, about 150 MB)"
    mkdir -p "$scratch/npm"
    cp "$manifest/package.json" "$manifest/package-lock.json" "$scratch/npm/"
    (cd "$scratch/npm" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error > npm.log 2>&1) ||
        { cat "$scratch/npm/npm.log" >&2; say "npm ci failed in eng/feed: see above"; exit 1; }
}

pack_librdkafka() {
    fetch_sources
    say "building librdkafka $librdkafka (about 75 s on 2 cores)"
    local source="$scratch/npm/node_modules/@confluentinc/kafka-javascript/deps/librdkafka"
    (cd "$source" && bash ./configure --disable-sasl && make -j"$(nproc)" libs) > "$scratch/librdkafka.log" 2>&1 ||
        { tail -30 "$scratch/librdkafka.log" >&2; say "librdkafka does not build: it needs gcc, make, OpenSSL and zlib headers"; exit 1; }
    local project="$scratch/librdkafka"
    mkdir -p "$project"
    cp "$source/src/librdkafka.so.1" "$project/librdkafka.so"
    strip --strip-unneeded "$project/librdkafka.so"
    cat > "$project/librdkafka.redist.csproj" <<CSPROJ
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>netstandard2.0</TargetFramework>
    <PackageId>librdkafka.redist</PackageId>
    <Version>$librdkafka</Version>
    <Authors>librdkafka contributors</Authors>
    <Description>librdkafka built from source for a local feed.</Description>
    <PackageLicenseExpression>BSD-2-Clause</PackageLicenseExpression>
    <IncludeBuildOutput>false</IncludeBuildOutput>
    <SuppressDependenciesWhenPacking>true</SuppressDependenciesWhenPacking>
    <NoWarn>NU5128</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <None Include="librdkafka.so" Pack="true" PackagePath="runtimes/linux-x64/native" />
  </ItemGroup>
</Project>
CSPROJ
    pack "$project"
}

pack_onnxruntime() {
    fetch_sources
    say "packing ONNX Runtime $onnxruntime"
    local source="$scratch/npm/node_modules/com.github.asus4.onnxruntime"
    local project="$scratch/onnxruntime"
    mkdir -p "$project/native"
    cp -r "$source/Runtime" "$project/Runtime"
    rm -rf "$project/Runtime/Training"
    cp "$source"/Plugins/Linux/x64/libonnxruntime*.so "$project/native/"
    cat > "$project/Microsoft.ML.OnnxRuntime.csproj" <<CSPROJ
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <AssemblyName>Microsoft.ML.OnnxRuntime</AssemblyName>
    <PackageId>Microsoft.ML.OnnxRuntime</PackageId>
    <Version>$onnxruntime</Version>
    <Authors>ONNX Runtime contributors</Authors>
    <Description>ONNX Runtime packed from its published sources for a local feed.</Description>
    <PackageLicenseExpression>MIT</PackageLicenseExpression>
    <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>false</TreatWarningsAsErrors>
    <NoWarn>\$(NoWarn);CS1591;CS8632;SYSLIB0004</NoWarn>
  </PropertyGroup>
  <ItemGroup>
    <Using Include="System.Reflection" />
    <PackageReference Include="System.Numerics.Tensors" Version="9.0.0" />
    <None Include="native/*.so" Pack="true" PackagePath="runtimes/linux-x64/native" />
  </ItemGroup>
</Project>
CSPROJ
    pack "$project"
}

pack() {
    (cd "$1" && dotnet pack -c Release -o "$cache" -v q -nologo > pack.log 2>&1) ||
        { tail -30 "$1/pack.log" >&2; say "dotnet pack failed in $(basename "$1")"; exit 1; }
}

need() { # id version packer
    local package="$cache/$1.$2.nupkg"
    if [ ! -f "$package" ] && [ ! -f "$cache/$1.$2.restores" ]; then
        say "asking NuGet for $1 $2"
        if restores "$1" "$2"; then touch "$cache/$1.$2.restores"; else "$3"; fi
    fi
    if [ -f "$package" ]; then cp "$package" "$feed/"; fi
}

# Tells the build whether the torch runtime is in it: where TorchSharp restores, with its libtorch where that is asked for.
torch() {
    say "asking NuGet for TorchSharp $torchsharp"
    local properties="" package version
    if restores TorchSharp "$torchsharp"; then
        properties="<TorchSharpVersion>$torchsharp</TorchSharpVersion>"
        case $torch in
            cpu) package=libtorch-cpu-linux-x64 version=$libtorch ;;
            cuda-linux) package=TorchSharp-cuda-linux version=$torchsharp ;;
            *) package="" ;;
        esac
        if [ -n "$package" ]; then
            say "asking NuGet for libtorch ($package, some 130 MB; 3 GB with CUDA)"
            # Half a gigabyte that the build wants next.
            if restores "$package" "$version" "${NUGET_PACKAGES:-$HOME/.nuget/packages}"; then
                properties="$properties<LibtorchPackage>$package</LibtorchPackage><LibtorchVersion>$version</LibtorchVersion>"
            else
                lacks "$package $version" "probe-$package"
            fi
        fi
    else
        lacks "TorchSharp $torchsharp" probe-TorchSharp
    fi
    echo "<Project><PropertyGroup>$properties</PropertyGroup></Project>" > "$scratch/torch.props"
    # Left alone where nothing changed: a newer one is a new build.
    cmp -s "$scratch/torch.props" "$feed/torch.props" || cp "$scratch/torch.props" "$feed/torch.props"
}

# What was asked for must come; else the build goes without.
lacks() {
    case $torch in
        '') say "NuGet has no $1 here: the torch runtime is left out" ;;
        *) tail -5 "$scratch/$2/restore.log" >&2; say "SHEPHERD_TORCH=$torch: NuGet has no $1 here, see above"; exit 1 ;;
    esac
}

need librdkafka.redist "$librdkafka" pack_librdkafka
need Microsoft.ML.OnnxRuntime "$onnxruntime" pack_onnxruntime
torch
rm -f "$feed"/.filled-*
touch "$feed/.filled-$key-$torch"
