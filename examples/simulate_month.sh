#!/bin/sh
# Thirty nights of a list, and what its maintainer saw of each: examples/simulate_month.sh [--nights N]
here=$(dirname "$0")
python="$here/../.venv/bin/python"
[ -x "$python" ] || python=python3
exec "$python" "$here/simulate_month.py" "$@"
