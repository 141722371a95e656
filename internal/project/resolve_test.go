package project

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/projectfile"
)

// write lays out a tree: a line is "path: text", "path:" for an empty file, "path -> target" or "path/"; \n in a text is a line feed.
func write(t *testing.T, lines string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(strings.TrimSpace(lines), "\n") {
		line = strings.TrimSpace(line)
		name, text, file := strings.Cut(line+" ", ": ")
		from, to, link := strings.Cut(line, " -> ")
		path := filepath.Join(dir, strings.TrimSuffix(name, " "))
		if link {
			path = filepath.Join(dir, from)
		}
		err := os.MkdirAll(filepath.Dir(path), 0o755)
		switch {
		case err != nil:
		case link:
			err = os.Symlink(to, path)
		case file:
			err = os.WriteFile(path, []byte(strings.ReplaceAll(strings.TrimSuffix(text, " "), `\n`, "\n")), 0o644)
		default:
			err = os.MkdirAll(path, 0o755)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func resolve(t *testing.T, r build.Request) build.Build {
	t.Helper()
	builds, err := Resolve(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if len(builds) != 1 {
		t.Fatalf("%d builds", len(builds))
	}
	return builds[0]
}

func shortPath(t *testing.T, dir, path string) string {
	t.Helper()
	if path == "" || path == "-" {
		return path
	}
	rel, err := filepath.Rel(dir, path)
	if err != nil {
		t.Fatal(err)
	}
	return filepath.ToSlash(rel)
}

const plainTree = "ctx/Dockerfile: FROM scratch\\nCOPY a /\n"

func TestResolveDockerfile(t *testing.T) {
	for _, c := range []struct {
		name, tree, file string
		builder          build.Builder
		want             string // path, and the path inside the context
	}{
		{name: "default", tree: plainTree, want: "ctx/Dockerfile Dockerfile"},
		{name: "lower case", tree: "ctx/dockerfile: FROM scratch", want: "ctx/dockerfile dockerfile"},
		{name: "both cases", tree: "ctx/dockerfile: x\nctx/Dockerfile: FROM scratch", want: "ctx/Dockerfile Dockerfile"},
		{name: "lower case for -f", tree: plainTree + "d/dockerfile: FROM scratch", file: "d/Dockerfile", want: "d/dockerfile outside"},
		{name: "outside", tree: plainTree + "d/Df: FROM scratch", file: "d/Df", want: "d/Df outside"},
		{name: "inside", tree: "ctx/b/Df: FROM scratch", file: "ctx/b/Df", want: "ctx/b/Df b/Df"},
		{name: "link", tree: "ctx/Dockerfile -> b/Df\nctx/b/Df: FROM scratch", want: "ctx/Dockerfile Dockerfile"},
		{name: "absolute link is clamped", tree: "ctx/Dockerfile -> /b/Df\nctx/b/Df: FROM scratch", want: "ctx/Dockerfile Dockerfile"},
		{name: "link, legacy", tree: "ctx/Dockerfile -> b/Df\nctx/b/Df: FROM scratch", builder: build.Legacy, want: "ctx/Dockerfile b/Df"},
		{name: "link outwards, legacy", tree: "ctx/Dockerfile -> ../Df\nDf: FROM scratch", builder: build.Legacy, want: "ctx/Dockerfile outside"},
		{name: "none", tree: "ctx/", want: "none"},
		{name: "none in a file", tree: "ctx/a: x", builder: build.Legacy, want: "none"},
		{name: "Containerfile", tree: "ctx/Containerfile: FROM scratch\n" + plainTree, builder: build.Podman, want: "ctx/Containerfile Containerfile"},
		{name: "Dockerfile for podman", tree: plainTree, builder: build.Podman, want: "ctx/Dockerfile Dockerfile"},
		{name: "podman looks in the context", tree: "ctx/b/Df: FROM scratch", file: "b/Df", builder: build.Podman, want: "ctx/b/Df b/Df"},
		{name: "Containerfile is nothing to docker", tree: "ctx/Containerfile: FROM scratch", want: "none"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, c.tree)
			b := resolve(t, build.Request{Context: "ctx", Dockerfile: c.file, Builder: c.builder, Dir: dir})
			got := "none"
			if d := b.Dockerfile; d != nil {
				got = shortPath(t, dir, d.Path) + " outside"
				if d.Inside {
					got = shortPath(t, dir, d.Path) + " " + d.ContextPath
				}
			} else if !b.Context.Requested || b.Context.Paths != nil || len(b.Context.Whole) != 1 {
				t.Errorf("without a Dockerfile: %+v", b.Context)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// The names of the cases are those in which the builders were watched.
func TestResolveIgnoreFile(t *testing.T) {
	const own, root = "ctx/Dockerfile.dockerignore: own\n", "ctx/.dockerignore: root\n"
	for _, c := range []struct {
		name, tree, file, given string
		builder                 build.Builder
		want                    string // path, shadowed file, reason
	}{
		{name: "none", tree: plainTree, want: "; ; none: the context has no .dockerignore"},
		{name: "root", tree: plainTree + root, want: "ctx/.dockerignore; ; in the context's root"},
		{name: "D17", tree: plainTree + own + root, want: "ctx/Dockerfile.dockerignore; ctx/.dockerignore; named after the Dockerfile"},
		{name: "D17 legacy", tree: plainTree + own + root, builder: build.Legacy, want: "ctx/.dockerignore; ; in the context's root"},
		{name: "D18 empty", tree: plainTree + "ctx/Dockerfile.dockerignore:\n" + root, want: "ctx/Dockerfile.dockerignore; ctx/.dockerignore; named after the Dockerfile"},
		{name: "D18 empty, frontend", tree: "ctx/Dockerfile: # syntax=docker/dockerfile:1\\nFROM scratch\nctx/Dockerfile.dockerignore: \n" + root,
			want: "ctx/.dockerignore; ; in the context's root"},
		{name: "D19", tree: root + "ctx/b/P: FROM scratch\nctx/b/P.dockerignore: own", file: "ctx/b/P", want: "ctx/b/P.dockerignore; ctx/.dockerignore; named after the Dockerfile"},
		{name: "D19b", tree: "ctx/b/P: FROM scratch\nctx/b/.dockerignore: x", file: "ctx/b/P", want: "; ; none: the context has no .dockerignore"},
		{name: "D20", tree: root + "d/Dockerfile: FROM scratch\nd/.dockerignore: x\nd/Dockerfile.dockerignore: own", file: "d/Dockerfile",
			want: "d/Dockerfile.dockerignore; ctx/.dockerignore; named after the Dockerfile"},
		{name: "D20b", tree: "ctx/\nd/Dockerfile: FROM scratch\nd/.dockerignore: x", file: "d/Dockerfile", want: "; ; none: the context has no .dockerignore"},
		{name: "D20c", tree: own + "d/Dockerfile: FROM scratch", file: "d/Dockerfile", want: "; ; none: the context has no .dockerignore"},
		{name: "D22", tree: plainTree + "ctx/.dockerignore -> conf/ign\nctx/conf/ign: x", want: "ctx/.dockerignore; ; in the context's root, a symbolic link to conf/ign"},
		{name: "D22b", tree: plainTree + "ctx/.dockerignore -> ../ign\nign: x", want: "; ; none: the context's .dockerignore cannot be read by the builder; problem"},
		{name: "D22b legacy", tree: plainTree + "ctx/.dockerignore -> ../ign\nign: x", builder: build.Legacy, want: "ctx/.dockerignore; ; in the context's root, a symbolic link to DIR/ign"},
		{name: "D23", tree: plainTree + "ctx/.dockerignore/x: y", want: "; ; none: the context's .dockerignore cannot be read by the builder; problem"},
		{name: "D24", tree: plainTree + root + "ctx/Dockerfile.dockerignore -> ../ign\nign: x", want: "ctx/.dockerignore; ; in the context's root; problem"},
		{name: "D33", tree: root + "ctx/dockerfile: FROM scratch\nctx/dockerfile.dockerignore: own", want: "ctx/dockerfile.dockerignore; ctx/.dockerignore; named after the Dockerfile"},
		{name: "named after the link", tree: "ctx/Dockerfile -> b/Df\nctx/b/Df: FROM scratch\nctx/b/Df.dockerignore: x\n" + own, want: "ctx/Dockerfile.dockerignore; ; named after the Dockerfile"},
		{name: "given", tree: plainTree + own + "x: y", given: "x", want: "x; ; given with --ignore-file"},
		{name: "podman, own", tree: plainTree + own + "ctx/Dockerfile.containerignore: x", builder: build.Podman,
			want: "ctx/Dockerfile.dockerignore; ctx/Dockerfile.containerignore; named after the Dockerfile"},
		{name: "podman, root", tree: plainTree + root + "ctx/.containerignore: x", builder: build.Podman, want: "ctx/.containerignore; ctx/.dockerignore; in the context's root"},
		{name: "podman, none", tree: plainTree, builder: build.Podman, want: "; ; none: the context has no .containerignore and no .dockerignore"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, c.tree)
			f := resolve(t, build.Request{Context: "ctx", Dockerfile: c.file, IgnoreFile: c.given, Builder: c.builder, Dir: dir}).Context.Ignore
			got := fmt.Sprintf("%s; %s; %s", shortPath(t, dir, f.Path), shortPath(t, dir, f.Shadowed), strings.ReplaceAll(f.Reason, dir, "DIR"))
			if f.Problem != nil {
				got += "; problem"
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestResolveErrors(t *testing.T) {
	large := "ctx/.dockerignore: " + strings.Repeat("x", projectfile.MaxSize+1)
	for _, c := range []struct {
		name, tree string
		request    build.Request
		err, hint  string
	}{
		{"context missing", "x/", build.Request{Context: "nope"}, "context DIR/nope: no such directory", "the context is a directory"},
		{"context is a file", "f: x", build.Request{Context: "f"}, "context DIR/f: not a directory", "use -f f"},
		{"no context", "x/", build.Request{}, "missing context", "use a directory"},
		{"target", "ctx/Dockerfile: FROM scratch AS Build\\nFROM scratch AS prod", build.Request{Context: "ctx", Target: "x"},
			`DIR/ctx/Dockerfile: target stage "x" could not be found`, "the stages are Build, prod"},
		{"no names", plainTree, build.Request{Context: "ctx", Target: "0"}, `DIR/ctx/Dockerfile: target stage "0" could not be found`, "remove --target"},
		{"build-arg", plainTree, build.Request{Context: "ctx", BuildArgs: []string{"=x"}}, `--build-arg "=x" has no name`, "use --build-arg"},
		{"build-context", plainTree, build.Request{Context: "ctx", BuildContexts: []string{"x"}}, `--build-context "x" has no path`, "NAME=DIRECTORY"},
		{"build-context name", plainTree, build.Request{Context: "ctx", BuildContexts: []string{"X!=y"}}, `--build-context "X!=y": invalid context name X!`, "NAME=DIRECTORY"},
		{"build-context missing", plainTree, build.Request{Context: "ctx", BuildContexts: []string{"x=y"}}, `--build-context x=y: context DIR/y: no such directory`, "NAME=DIRECTORY"},
		{"broken", "ctx/Dockerfile: FROM scratch\\nFOO", build.Request{Context: "ctx"}, "DIR/ctx/Dockerfile:2: unknown instruction: FOO", ""},
		{"broken for all", "ctx/Dockerfile: # syntax=docker/dockerfile\\nFROM scratch\\nFOO", build.Request{Context: "ctx"}, "DIR/ctx/Dockerfile:3: unknown", ""},
		{"no frontends", "ctx/Dockerfile: # syntax=x/y\\nFROM scratch\\nFOO", build.Request{Context: "ctx", Builder: build.Legacy}, "DIR/ctx/Dockerfile:3: unknown", ""},
		{"empty", "ctx/Dockerfile:", build.Request{Context: "ctx"}, "DIR/ctx/Dockerfile: the Dockerfile cannot be empty", ""},
		{"-f missing", "ctx/b/Df: x", build.Request{Context: "ctx", Dockerfile: "b/Df"}, "cannot read Dockerfile DIR/b/Df: file does not exist", "try -f ctx/b/Df"},
		{"-f directory", "ctx/b/Df: x", build.Request{Context: "ctx", Dockerfile: "ctx/b"}, "cannot read Dockerfile DIR/ctx/b: is a directory", "-f"},
		{"link outwards", "Df: FROM scratch\nctx/Dockerfile -> ../Df", build.Request{Context: "ctx"}, "the builder cannot read Dockerfile DIR/ctx/Dockerfile, a broken link or one out of its directory", "-f"},
		{"link loop", "ctx/Dockerfile -> l\nctx/l -> Dockerfile", build.Request{Context: "ctx"}, "too many links", "-f"},
		{"platform", plainTree, build.Request{Context: "ctx", Platforms: []string{"a/b/c/d/e"}}, `invalid --platform "a/b/c/d/e"`, "linux/amd64"},
		{"ignore file missing", plainTree, build.Request{Context: "ctx", IgnoreFile: "nope"}, "cannot read ignore file", "--ignore-file"},
		{"D23 legacy", plainTree + "ctx/.dockerignore/x: y", build.Request{Context: "ctx", Builder: build.Legacy}, "error reading .dockerignore", "legacy"},
		{"large ignore file", plainTree + large, build.Request{Context: "ctx"}, "exceeds maximum allowed size of 16777216 bytes", "smaller"},
		{"stdin twice", plainTree, build.Request{Context: "-", Dockerfile: "-"}, "standard input cannot be", "directory"},
		{"no stdin", plainTree, build.Request{Context: "-"}, "cannot read the context from standard input", "directory"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, c.tree)
			c.request.Dir = dir
			_, err := Resolve(t.Context(), c.request)
			e, ok := errors.AsType[*build.Error](err)
			if !ok {
				t.Fatalf("error %v (%T)", err, err)
			}
			if got := filepath.ToSlash(strings.ReplaceAll(e.Error(), dir, "DIR")); !strings.Contains(got, c.err) {
				t.Errorf("error %s\nwant  %s", got, c.err)
			}
			if !strings.Contains(e.Hint, c.hint) || (c.hint == "") != (e.Hint == "") {
				t.Errorf("hint %q, want %q", e.Hint, c.hint)
			}
		})
	}
}

// TestResolveForeign: what only another frontend can read is a build that requests everything.
func TestResolveForeign(t *testing.T) {
	dir := write(t, "ctx/Dockerfile: # syntax=x/y\\nFROM scratch\\nFOO\\n")
	b := resolve(t, build.Request{Context: "ctx", Dir: dir})
	if want := "only the frontend x/y can read the Dockerfile (line 3: unknown instruction: FOO (did you mean FROM?))"; b.UnreadableReason != want || b.Dockerfile == nil {
		t.Errorf("reason %q, want %q; Dockerfile %v", b.UnreadableReason, want, b.Dockerfile)
	}
	if !b.Context.Requested || b.Context.Paths != nil {
		t.Errorf("requested: %t, paths %v, want the whole context", b.Context.Requested, b.Context.Paths)
	}
}

func TestResolvePlatforms(t *testing.T) {
	dir := write(t, "ctx/Dockerfile: FROM scratch\\nARG TARGETARCH\\nCOPY a-$TARGETARCH /")
	builds, err := Resolve(t.Context(), build.Request{Context: "ctx", Dir: dir, Platforms: []string{"linux/amd64,linux/arm64", "linux/aarch64"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, b := range builds {
		got = append(got, b.Platform+" "+strings.Join(b.Context.Paths, " "))
	}
	if diff := cmp.Diff([]string{"linux/amd64 a-amd64", "linux/arm64 a-arm64"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestResolveArguments(t *testing.T) {
	dir := write(t, "ctx/Dockerfile: FROM scratch\\nARG A=a\\nARG B=b\\nARG C=c\\nARG D=d\\nCOPY $A $B $C $D /x/")
	b := resolve(t, build.Request{Context: "ctx", Dir: dir, BuildArgs: []string{"A=1", "B", "C", "D="}, Env: []string{"B=2", "B=3", "A=4"}})
	if diff := cmp.Diff([]string(nil), b.Context.Paths); diff != "" {
		t.Errorf("D is empty, so all is requested: %s", diff)
	}
	b = resolve(t, build.Request{Context: "ctx", Dir: dir, BuildArgs: []string{"A=1", "B", "C"}, Env: []string{"B=2", "B=3", "A=4"}})
	if diff := cmp.Diff([]string{"1", "3", "c", "d"}, b.Context.Paths); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestResolveLegacy(t *testing.T) {
	dir := write(t, plainTree)
	b := resolve(t, build.Request{Context: "ctx", Dir: dir, Builder: build.Legacy})
	if !b.Context.Requested || b.Context.Paths != nil || len(b.Instructions) != 1 {
		t.Errorf("%+v", b)
	}
}

func TestResolveRoot(t *testing.T) {
	dir := write(t, plainTree+"link -> ctx\nctx/.dockerignore: x")
	b := resolve(t, build.Request{Context: "link", Dir: dir})
	got := []string{shortPath(t, dir, b.Context.Root), shortPath(t, dir, b.Dockerfile.Path), b.Dockerfile.ContextPath, shortPath(t, dir, b.Context.Ignore.Path)}
	if diff := cmp.Diff([]string{"ctx", "link/Dockerfile", "Dockerfile", "link/.dockerignore"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestResolveRemote(t *testing.T) {
	dir := write(t, "d/Df: FROM scratch\\nCOPY a /\nd/Df.dockerignore: x")
	for _, context := range []string{"https://github.com/a/b.git#main:dir", "git@github.com:a/b.git", "github.com/a/b", "https://x.org/y.tar.gz"} {
		b := resolve(t, build.Request{Context: context, Dir: dir})
		if !b.Context.Remote || b.Dockerfile != nil || len(b.Unknown) != 1 || b.Context.Ignore.Path != "" {
			t.Errorf("%s: %+v", context, b)
		}
		b = resolve(t, build.Request{Context: context, Dockerfile: filepath.Join(dir, "d/Df"), Dir: dir})
		if !b.Context.Remote || b.Dockerfile == nil || requestText(b.Context) != "a" || b.Context.Ignore.Path != "" {
			t.Errorf("%s with a Dockerfile of this machine: %+v", context, b)
		}
	}
}

func TestResolveDirectoryNamedLikeAnAddress(t *testing.T) {
	dir := write(t, "github.com/a/Dockerfile: FROM scratch")
	if b := resolve(t, build.Request{Context: "github.com/a", Dir: dir}); b.Context.Remote || b.Context.Root == "" {
		t.Errorf("%+v", b.Context)
	}
}

func TestResolveRemoteDockerfile(t *testing.T) {
	dir := write(t, "ctx/.dockerignore: x")
	b := resolve(t, build.Request{Context: "ctx", Dockerfile: "https://x.org/Dockerfile", Dir: dir})
	if b.Dockerfile != nil || !b.Context.Requested || b.Context.Paths != nil || b.Context.Ignore.Path == "" {
		t.Errorf("%+v", b)
	}
	if diff := cmp.Diff([]string{"the builder fetches the Dockerfile https://x.org/Dockerfile"}, b.Unknown); diff != "" {
		t.Error(diff)
	}
}

func TestResolveNamed(t *testing.T) {
	dir := write(t, "ctx/Dockerfile: FROM scratch\\nCOPY --from=shared lib /\\nCOPY --from=img x /\nctx/.dockerignore: main\n"+
		"other/.dockerignore: own\nother/Dockerfile.dockerignore: never\nunused/")
	b := resolve(t, build.Request{Context: "ctx", Dir: dir, BuildContexts: []string{"shared=other", "idle=unused", "img=docker-image://alpine"}})
	var got []string
	for _, c := range b.Named {
		root := ""
		if c.Root != "" {
			root = shortPath(t, dir, c.Root)
		}
		got = append(got, fmt.Sprintf("%s %s %q %v %v %q", c.Name, c.Given, root, c.Remote, c.Paths, c.Ignore.Text))
	}
	want := []string{`img docker-image://alpine "" true [x] ""`, `shared other "other" false [lib] "own"`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if b.Context.Requested {
		t.Error("the main context is requested")
	}
}

func TestResolveCancelled(t *testing.T) {
	ctx, cancel := contextCancelled(t)
	defer cancel()
	if _, err := Resolve(ctx, build.Request{Context: ".", Dir: write(t, plainTree)}); err == nil {
		t.Error("no error")
	}
}

func TestResolveUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("the superuser may read everything")
	}
	for _, c := range []struct {
		name, tree, locked string
		builder            build.Builder
		want               string
	}{
		{name: "U09", tree: plainTree + "ctx/.dockerignore: x", locked: "ctx/.dockerignore", want: ""},
		{name: "named after the Dockerfile", tree: plainTree + "ctx/.dockerignore: x\nctx/Dockerfile.dockerignore: y", locked: "ctx/Dockerfile.dockerignore",
			want: "ctx/Dockerfile.dockerignore"},
		{name: "U09 legacy", tree: plainTree + "ctx/.dockerignore: x", locked: "ctx/.dockerignore", builder: build.Legacy, want: "error"},
		{name: "Dockerfile", tree: plainTree, locked: "ctx/Dockerfile", want: "error"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := write(t, c.tree)
			if err := os.Chmod(filepath.Join(dir, c.locked), 0); err != nil {
				t.Fatal(err)
			}
			builds, err := Resolve(t.Context(), build.Request{Context: "ctx", Builder: c.builder, Dir: dir})
			if c.want == "error" {
				if _, ok := errors.AsType[*build.Error](err); !ok {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			f := builds[0].Context.Ignore
			if got := shortPath(t, dir, f.Path); got != c.want || f.Problem == nil || len(f.Text) > 0 {
				t.Errorf("%+v", f)
			}
		})
	}
}

// requestText returns "none", "all" or the requested paths of a context.
func requestText(c build.Context) string {
	switch {
	case !c.Requested:
		return "none"
	case c.Paths == nil:
		return "all"
	default:
		return strings.Join(c.Paths, " ")
	}
}
