package suggest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/testanalysis"
	"github.com/ctxsize/ctxsize/internal/testtree"
)

// TestSuggestThroughStages: what a later instruction names in a stage is not safe to exclude: not offered where only the context provides it, for
// review where a RUN may.
func TestSuggestThroughStages(t *testing.T) {
	const tree = ".git/HEAD logs/app.log:40 web/app.log:50 target/.rustc_info.json target/release/app:60000 node_modules/.package-lock.json node_modules/a/x:900 package.json Cargo.toml"
	for _, c := range []struct{ name, dockerfile, want string }{
		{"nothing is named", "FROM scratch AS builder\nCOPY . /app/\nFROM scratch\nCOPY --from=builder /app /app\n",
			"safe **/*.log\nreview **/node_modules\nsafe **/target\nsafe .git"},
		{"the repository and a log by COPY --from", "FROM scratch AS builder\nCOPY . /app/\nFROM scratch\nCOPY --from=builder /app/.git /git\nCOPY --from=builder /app/logs/app.log /logs/\n",
			"review **/node_modules\nsafe **/target"},
		{"by way of two stages, one built on the other", "FROM scratch AS a\nWORKDIR /w\nCOPY . .\nFROM a AS b\nFROM scratch AS c\nCOPY --from=b /w /x\nFROM scratch\nCOPY --from=c /x/.git/HEAD /\n",
			"safe **/*.log\nreview **/node_modules\nsafe **/target"},
		{"by a mount", "FROM scratch AS a\nCOPY . /x\nFROM scratch\nRUN --mount=from=a,source=/x/.git,target=/g true\n", "safe **/*.log\nreview **/node_modules\nsafe **/target"},
		{"a RUN may make it", "FROM scratch AS a\nCOPY . /x\nRUN make\nFROM scratch\nCOPY --from=a /x/.git /g\nCOPY --from=a /x/target/release/app /\n",
			"safe **/*.log\nreview **/node_modules\nreview .git\nreview /target"},
		{"the installer makes it", "FROM scratch AS a\nWORKDIR /x\nCOPY . .\nRUN npm ci && cargo build --release\nFROM scratch\nCOPY --from=a /x/node_modules /n\nCOPY --from=a /x/target/release/app /\n",
			"safe **/*.log\nsafe **/node_modules\nsafe **/target\nsafe .git"},
		{"a wildcard", "FROM scratch AS a\nCOPY . /x\nFROM scratch\nCOPY --from=a /x/logs/*.log /l/\n", "review **/*.log\nreview **/node_modules\nsafe **/target\nsafe .git"},
		{"a directory decides where a file goes", "FROM scratch\nCOPY . /x\nCOPY package.json /x/target\n", "safe **/*.log\nreview **/node_modules\nsafe .git"},
		{"in a stage that is not built", "FROM scratch AS a\nCOPY . /x\nFROM scratch AS b\nCOPY --from=a /x/.git /g\nFROM scratch\nCOPY --from=a /x /\n", "safe **/*.log\nreview **/node_modules\nsafe **/target"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			testtree.Make(t, dir, tree)
			testtree.Write(t, dir, "package.json", []byte("{}"))
			testtree.Write(t, dir, "Dockerfile", []byte(c.dockerfile))
			if diff := cmp.Diff(c.want, listSuggestions(t, dir)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// listSuggestions are the suggestions for a directory, sorted by their lines.
func listSuggestions(t *testing.T, dir string) string {
	t.Helper()
	var list []string
	for _, s := range testanalysis.Of(t, dir).Builds[0].Suggestions {
		list = append(list, s.Safety.String()+" "+s.Line)
	}
	slices.SortFunc(list, func(a, b string) int { return strings.Compare(a[strings.Index(a, " "):], b[strings.Index(b, " "):]) })
	return strings.Join(list, "\n")
}

// TestSuggestThroughStagesOfSiblings: a standalone Dockerfile counts, too.
func TestSuggestThroughStagesOfSiblings(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, ".git/HEAD logs/app.log:40")
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch\nCOPY . /app\n"))
	testtree.Write(t, dir, "Dockerfile.prod", []byte("FROM scratch AS a\nCOPY . /app\nFROM scratch\nCOPY --from=a /app/.git /g\n"))
	if diff := cmp.Diff("safe **/*.log", listSuggestions(t, dir)); diff != "" {
		t.Error(diff)
	}
}

// TestSuggestSaysWhoCopies: the reason for a review names the instruction.
func TestSuggestSaysWhoCopies(t *testing.T) {
	dir := t.TempDir()
	testtree.Make(t, dir, ".git/HEAD")
	testtree.Write(t, dir, "Dockerfile", []byte("FROM scratch AS a\nCOPY . /x\nRUN make\nFROM scratch\nCOPY --from=a /x/.git /g\n"))
	list := testanalysis.Of(t, dir).Builds[0].Suggestions
	want := "COPY --from=a /x/.git /g (line 5 of Dockerfile) copies .git, unless line 3 creates it (RUN make)."
	if len(list) != 1 || list[0].Reason != want {
		t.Errorf("got %+v, want %q", list, want)
	}
}
