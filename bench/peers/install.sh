#!/bin/sh
# Installs the peers that npm has, each into its own folder's node_modules (which git ignores).
# Arguments are the folders to install; without any, all are. Scripts of packages are not run.
set -eu
cd "$(dirname "$0")"
[ $# -gt 0 ] || set -- apollo-gateway hive-gateway grafbase
for peer; do
	echo "$peer" >&2
	(cd "$peer" && npm install --no-audit --no-fund --no-package-lock --ignore-scripts --loglevel=error)
done
