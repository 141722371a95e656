package shell

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// describe returns the commands of a script, one a line, with what is unknown as a star and the directory in front of it.
func describe(s Script) string {
	var list []string
	for _, c := range s.Commands {
		line := strings.Join(c.Words(), " ")
		for _, a := range c.Set {
			line = a.Name + "=" + a.Value.Text + " " + line
		}
		if !c.Static() {
			line += " ~"
		}
		list = append(list, fmt.Sprintf("%s %s", c.Dir, line))
	}
	return strings.Join(list, "\n")
}

func TestParse(t *testing.T) {
	env := map[string]string{"HOME": "/root", "FLAGS": "--omit=dev --no-audit"}
	for script, want := range map[string]string{
		`npm ci && npm run build`:                              "/app npm ci\n/app npm run build",
		`echo "usage; npm ci"`:                                 "/app echo usage; npm ci",
		`cd web && npm ci; npm test`:                           "/app cd web\n/app/web npm ci\n/app/web npm test",
		`(cd web && npm ci); npm test`:                         "/app cd web\n/app/web npm ci\n/app npm test",
		`cd /x | cat; make`:                                    "/app cd /x\n/app cat\n/app make",
		`if a; then cd x; fi; make`:                            "/app a\n/app cd x\n make",
		`cd "$UNKNOWN" && make`:                                "/app cd * ~\n make",
		`npm ci $FLAGS`:                                        "/app npm ci --omit=dev --no-audit",
		`npm ci "$FLAGS"`:                                      "/app npm ci --omit=dev --no-audit",
		`composer install $(test "$T" = true && echo x)`:       "/app test * = true ~\n/app echo x\n/app composer install * ~",
		"go build -ldflags \"`git describe`\"":                 "/app git describe\n/app go build -ldflags * ~",
		`X=1 Y="a b" make all`:                                 "/app Y=a b X=1 make all",
		`sudo -u root env A=b npm ci`:                          "/app A=b npm ci",
		`bash -ec 'cd x && make' && ls`:                        "/app cd x\n/app/x make\n/app ls",
		`sh -e ./build.sh arg`:                                 "/app sh -e ./build.sh arg",
		`eval "make all"`:                                      "/app make all",
		`exec time nice -n 5 make`:                             "/app make",
		`find . -name x | xargs -n 1 rm -f`:                    "/app find . -name x\n/app rm -f",
		`npx -y next build`:                                    "/app next build",
		`corepack pnpm install`:                                "/app pnpm install",
		`corepack enable`:                                      "/app corepack enable",
		`uv run --no-sync python a.py`:                         "/app python a.py",
		`f() { make "$1"; }; f all`:                            "/app make * ~",
		`export A=1; unset A; b ${A:-c}`:                       "/app export A=1\n/app unset A\n/app b c",
		`cat <<EOF` + "\n$(git log)\nEOF\n":                    "/app git log\n/app cat",
		`bash <<'EOF'` + "\ngit log\nEOF\n":                    "/app git log",
		"cp a\\ b 'c d' \"e\"f g*":                             "/app cp a b c d ef g* ~",
		"make \\\n  all":                                       "/app make all",
		`cp "$(pwd)/x" "$PWD"/y ~/z`:                           "/app pwd\n/app cp /app/x /app/y ~/z",
		`for f in a b; do use $f; done`:                        "/app use * ~",
		`case $1 in a) make;; esac`:                            "/app make",
		`[[ -d x ]] && arr=(1 2) && echo "${arr[@]}"`:          "/app echo * ~",
		`poetry run python manage.py migrate`:                  "/app python manage.py migrate",
		`timeout 30 ./x & wait`:                                "/app ./x\n/app wait",
		`while read l; do git show "$l"; done < <(git log)`:    "/app git log\n/app read l\n/app git show * ~",
		`V=$(cat VERSION); docker build --build-arg V=$V -t x`: "/app cat VERSION\n/app docker build --build-arg V=* -t x ~",
	} {
		s := Parse(script, Options{Env: env, Dir: "/app"})
		if diff := cmp.Diff(want, describe(s)); diff != "" || s.Doubt != "" {
			t.Errorf("%s: %s%s", script, s.Doubt, diff)
		}
	}
}

// TestDoubt: what cannot be parsed still has its words, and says why.
func TestDoubt(t *testing.T) {
	for name, c := range map[string]struct{ script, shell string }{
		"no shell":      {"if cp target/x /y", "sh"},
		"PowerShell":    {"Copy-Item target/x C:\\y", "powershell"},
		"too long":      {strings.Repeat("x", MaxSize+1) + " target/x", "sh"},
		"brackets":      {strings.Repeat("(", maxBrackets+1) + " target/x", "sh"},
		"only at run":   {`bash -c "$X" target/x`, "sh"},
		"too deep":      {strings.Repeat("(", maxDepth+10) + "target/x" + strings.Repeat(")", maxDepth+10), "sh"},
		"functions":     {functions(40) + "f0 target/x", "sh"},
		"many commands": {strings.Repeat("a;", maxCommands+10) + " target/x", "sh"},
	} {
		s := Parse(c.script, Options{Shell: c.shell})
		found := false
		for _, w := range s.Words {
			found = found || strings.Contains(w.Text, "target/x")
		}
		if s.Doubt == "" || !found {
			t.Errorf("%s: doubt %q, %d words", name, s.Doubt, len(s.Words))
		}
	}
}

// functions are so many that each calls the next one twice.
func functions(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "f%d() { f%d; f%d; }\n", i, i+1, i+1)
	}
	fmt.Fprintf(&b, "f%d() { x=1; }\n", n)
	return b.String()
}

func TestEnvironment(t *testing.T) {
	for script, want := range map[string]string{
		"A=1 npm ci":                       "1",
		"A=1; npm ci":                      "",
		"A=1; export A; npm ci":            "1",
		"export A=1 && npm ci":             "1",
		"(export A=1); npm ci":             "",
		"if x; then export A=1; fi; npm i": "",
		"export A=1; unset A; npm ci":      "",
		"B=2; export A=$B$B; npm ci":       "22",
	} {
		s := Parse(script, Options{})
		last := s.Commands[len(s.Commands)-1]
		if got := last.Environment()["A"]; got != want {
			t.Errorf("%s: %q", script, got)
		}
	}
}

func TestQuote(t *testing.T) {
	if got := QuoteAll([]string{"npm", "--cache=/c", "a b", "", "x>1"}); got != `npm --cache=/c 'a b' '' 'x>1'` {
		t.Error(got)
	}
}

// FuzzShell: no script makes the package panic, or takes long.
func FuzzShell(f *testing.F) {
	for _, s := range []string{"cd a && (b; c) | d", "bash -c 'x $(y)'", "f() { f; }; f", "a=$a$a; b=$a", "case x in (a) b;; esac", "<<A <<B\nA\nB\n", "eval eval eval x", "$((((1))))", "echo {a,b}{c,d}"} {
		f.Add(s, "sh")
		f.Add(s, "bash")
	}
	f.Fuzz(func(t *testing.T, script, program string) {
		start := time.Now()
		s := Parse(script, Options{Shell: program, Dir: "/x", Env: map[string]string{"A": "1"}})
		for _, c := range s.Commands {
			if len(c.Args) == 0 {
				t.Error("a command without arguments")
			}
			c.Environment()
		}
		if took := time.Since(start); took > 20*time.Second {
			t.Errorf("%d bytes took %v", len(script), took)
		}
	})
}
