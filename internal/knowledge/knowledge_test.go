package knowledge

import (
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ctxsize/ctxsize/ignore"
	"github.com/ctxsize/ctxsize/internal/phrase"
	"github.com/ctxsize/ctxsize/walker"
)

// TestKnowledge: every rule is one that can match, every pattern parses, and every example is decided as it says.
func TestKnowledge(t *testing.T) {
	seen := map[string]bool{}
	if rules, secrets := len(Known().Rules), len(Known().Secrets); rules < 203 || secrets < 54 {
		t.Errorf("%d rules and %d secrets: some are gone", rules, secrets)
	}
	for _, r := range Known().Rules {
		// A person acts on a reason by itself, in one or two lines of a terminal.
		if len([]rune(r.Reason)) > 100 || !strings.HasSuffix(r.Reason, ".") || r.Reason != phrase.Capitalize(r.Reason) {
			t.Errorf("%s: reason %q", r.ID, r.Reason)
		}
		if seen[r.ID] || r.ID == "" || r.Reason == "" || Heading(r.Category) == "" || len(r.Proposed()) == 0 && r.Holds == "" && !strings.HasPrefix(r.ID, "bin-") &&
			!strings.HasPrefix(r.ID, "misc-") {
			t.Errorf("%+v", r)
		}
		seen[r.ID] = true
		if !slices.Contains([]string{"auto", "ask", "never"}, r.Policy) || !slices.Contains([]string{"dir", "file", "any", "symlink"}, r.Kind) {
			t.Errorf("%s: policy %q, kind %q", r.ID, r.Policy, r.Kind)
		}
		for _, m := range r.Magic {
			if b, err := hex.DecodeString(m); err != nil || len(b) < 2 {
				t.Errorf("%s: magic %q: %v", r.ID, m, err)
			}
		}
		checkPatterns(t, r.ID, r.Patterns, r.Matches, r.Others)
		checkPatterns(t, r.ID, r.Lines, nil, nil)
	}
	for _, r := range Known().Secrets {
		if seen[r.ID] || r.ID == "" || r.What == "" {
			t.Errorf("%+v", r)
		}
		seen[r.ID] = true
		if _, err := regexp.Compile(r.Content); err != nil || r.Content == "" {
			t.Errorf("%s: content %q: %v", r.ID, r.Content, err)
		}
		checkPatterns(t, r.ID, r.Patterns, r.Matches, r.Others)
	}
}

func checkPatterns(t *testing.T, id string, patterns, matches, others []string) {
	t.Helper()
	lines, err := ignore.Parse([]byte(strings.Join(patterns, "\n")), ignore.Options{})
	if err != nil {
		t.Errorf("%s: %v", id, err)
		return
	}
	if len(lines.All()) != len(patterns) {
		t.Errorf("%s: %q are %d lines", id, patterns, len(lines.All()))
	}
	for _, p := range matches {
		if _, d := lines.Explain(p); !d.Excluded {
			t.Errorf("%s: %q leave %s in", id, patterns, p)
		}
	}
	for _, p := range others {
		if _, d := lines.Explain(p); d.Excluded {
			t.Errorf("%s: %q take %s out", id, patterns, p)
		}
	}
}

// TestByName compares the index with the patterns of an ignore file: for each path both find the same patterns.
func TestByName(t *testing.T) {
	for _, r := range Known().Rules {
		if r.Policy == "never" {
			continue
		}
		for _, line := range r.Proposed() {
			if strings.HasPrefix(line, "!") {
				continue
			}
			tail := strings.NewReplacer("**/", "", "[co]", "c", "[cod]", "c", "[0-9]", "7", `\#`, "#", "*", "x", "?", "y").Replace(line)
			for _, p := range []string{tail, "some/where/" + tail} {
				lines, err := ignore.Parse([]byte(line), ignore.Options{})
				if err != nil {
					t.Fatal(err)
				}
				traces, _ := lines.Explain(p)
				want := traces[0].Path == p
				got := RulesNamed(p, func(n *Pattern[Subject]) bool {
					return n.Owner.ID == r.ID && n.Text == line && n.Matches(p)
				})
				if got != want {
					t.Errorf("%s: %s for %s: found %v, in the file %v", r.ID, line, p, got, want)
				}
			}
		}
	}
}

// TestSecretNames: examples are found by name, but for templates and fixtures.
func TestSecretNames(t *testing.T) {
	found := func(p string) []string {
		var ids []string
		for _, r := range SecretsNamed(p, walker.File) {
			ids = append(ids, r.ID)
		}
		return ids
	}
	for p, want := range map[string]string{".env": "sec-dotenv", "api/.env.local": "sec-dotenv", "keys/id_ed25519": "sec-ssh-private",
		"a.tfstate": "sec-tfstate", ".env.example": "", ".env.prod.example": "", "testdata/id_rsa": "", "docs/.env": "", "id_rsa.pub": "",
		"pkg/tests/x.pem": "", "credentials.sample.json": "", ".env.dist": "", "env.ts": "", "x/service-account-1.json": "sec-gcp"} {
		if got := found(p); want == "" && len(got) > 0 || want != "" && !slices.Contains(got, want) {
			t.Errorf("%s: %v, want %q", p, got, want)
		}
	}
}
