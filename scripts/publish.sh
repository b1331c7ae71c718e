#!/usr/bin/env bash
# Makes a folder to be copied to where the proxy is to run: compiled ahead of time for this machine's kind of processor, so that
# it starts sooner; the methods that it uses much are compiled again while it runs. The .NET 10 runtime is needed there
# (ASP.NET Core's), no SDK.
#
#   publish.sh [FOLDER]    (publish, beside scripts)        then: FOLDER/sceproxy run --conf FOLDER/conf
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(dirname "$here")
# shellcheck source=common.sh
source "$here/common.sh"

(($# <= 1)) || die "usage: publish.sh [FOLDER]"
folder=${1:-$root/publish}
command -v dotnet >/dev/null 2>&1 || die "the .NET 10 SDK is needed: no dotnet in PATH"
dotnet publish "$root/src/Bootstrap" --configuration Release --use-current-runtime --no-self-contained --output "$folder" \
  -p:PublishReadyToRun=true --nologo --verbosity quiet
# A configuration that is there already is somebody's.
[[ -e $folder/conf ]] || cp -r "$root/conf" "$folder/conf"
say "$folder/sceproxy run --conf $folder/conf"
