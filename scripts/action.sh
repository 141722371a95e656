#!/bin/bash
# Runs ctxsize check and ctxsize diff for action.yml. Inputs are variables: CTXSIZE, ARGS, BLOCKING, ANNOTATIONS, SARIF, BASE, DIFF_ARGS.
set -euo pipefail

check_args=()
IFS=$' \t\n' read -r -d '' -a check_args <<<"$ARGS" || true
diff_args=()
IFS=$' \t\n' read -r -d '' -a diff_args <<<"${DIFF_ARGS:-}" || true
BASE=${BASE:-}
case "$BLOCKING" in
"" | none) ;;
warning | error) check_args+=(--fail-on "$BLOCKING") ;;
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

has_commit() { git rev-parse --quiet --verify --end-of-options "$1^{commit}" >/dev/null; }

# find_base sets revision to BASE, which is fetched if the clone lacks it.
find_base() {
	revision=$BASE
	if has_commit "$BASE"; then
		return
	fi
	local branch=${BASE#origin/}
	git fetch --quiet --depth=1 --end-of-options origin "$branch" || return 1
	if ! has_commit "$BASE"; then
		git update-ref "refs/remotes/origin/$branch" FETCH_HEAD || return 1
		revision=origin/$branch
	fi
}

# compare writes what changes against BASE. Without an answer the check still counts.
compare() {
	local revision code=0
	if ! find_base; then
		echo "::warning title=ctxsize::cannot fetch the revision of base: there is no comment"
		return
	fi
	"$CTXSIZE" diff "--base=$revision" --exit-code -o "markdown=$comment" ${diff_args[@]+"${diff_args[@]}"} || code=$?
	case $code in
	0) grows=false ;;
	1) grows=true ;;
	*)
		echo "::warning title=ctxsize::ctxsize diff failed: there is no comment"
		rm -f "$comment"
		;;
	esac
}

code=0
"$CTXSIZE" check "${outputs[@]}" ${check_args[@]+"${check_args[@]}"} || code=$?
cat "$text"
comment=$RUNNER_TEMP/ctxsize-comment.md grows=
rm -f "$comment"
if [ -n "$BASE" ]; then
	compare
fi
if [ ! -s "$comment" ]; then
	comment=
fi
delimiter=$(openssl rand -hex 16)
{
	printf 'result<<%s\n%s\n%s\n' "$delimiter" "$(cat "$text")" "$delimiter"
	printf 'exit-code=%s\n' "$code"
	printf 'json=%s\n' "$json"
	printf 'comment=%s\n' "$comment"
	printf 'grows=%s\n' "$grows"
	printf 'sarif<<%s\n%s\n%s\n' "$delimiter" "$SARIF" "$delimiter"
} >>"$GITHUB_OUTPUT"
if [ "$BLOCKING" = none ] && [ "$code" -eq 1 ]; then
	code=0
fi
exit "$code"
