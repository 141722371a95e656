#!/bin/bash
# Runs ctxsize check for action.yml. Inputs are variables: CTXSIZE, ARGS, BLOCKING, ANNOTATIONS, SARIF.
set -euo pipefail

read -r -a args <<<"$ARGS"
case "$BLOCKING" in
"" | none) ;;
warning | error) args+=(--fail-on "$BLOCKING") ;;
*)
	echo "::error title=ctxsize::blocking: $(printf %q "$BLOCKING" | tr -d '\r\n%'): expected none, warning or error"
	exit 2
	;;
esac
text=$(mktemp "$RUNNER_TEMP/ctxsize.XXXXXX")
json=$RUNNER_TEMP/ctxsize.json
outputs=(-o "text=$text" -o "json=$json")
if [ "$ANNOTATIONS" = true ]; then
	outputs+=(-o github) # appends to the summary of the job, too
fi
if [ -n "$SARIF" ]; then
	outputs+=(-o "sarif=$SARIF")
fi

code=0
"$CTXSIZE" check "${outputs[@]}" ${args[@]+"${args[@]}"} || code=$?
cat "$text"
delimiter=$(openssl rand -hex 16)
{
	printf 'result<<%s\n%s\n%s\n' "$delimiter" "$(cat "$text")" "$delimiter"
	printf 'exit-code=%s\n' "$code"
	printf 'json=%s\n' "$json"
	printf 'sarif<<%s\n%s\n%s\n' "$delimiter" "$SARIF" "$delimiter"
} >>"$GITHUB_OUTPUT"
if [ "$BLOCKING" = none ] && [ "$code" -eq 1 ]; then
	code=0
fi
exit "$code"
