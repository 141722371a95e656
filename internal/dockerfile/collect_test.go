package dockerfile

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/build"
)

// asText is "none", "all" or the requested paths; those of named contexts follow their names.
func asText(c Requests) string {
	text := pathsText(c.Main)
	for _, name := range slices.Sorted(maps.Keys(c.Named)) {
		text += "; " + name + ": " + pathsText(c.Named[name])
	}
	return text
}

func pathsText(p Paths) string {
	switch {
	case !p.Requested:
		return "none"
	case p.Paths == nil:
		return "all"
	default:
		return strings.Join(p.Paths, " ")
	}
}

type collectCase struct {
	name       string
	dockerfile string
	want       string
	options    Options
}

// The names of the first cases are those of the cases in which a real BuildKit was watched.
var collectCases = []collectCase{
	{name: "D01", dockerfile: "FROM scratch\nCOPY a.txt /", want: "a.txt"},
	{name: "D03", dockerfile: "FROM scratch\nCOPY src/*.go /", want: "src/*.go"},
	{name: "D12 exclude does not shrink", dockerfile: "FROM scratch\nCOPY --exclude=*.md docs /docs", want: "docs"},
	{name: "D13 tmpfs", dockerfile: "FROM scratch\nCOPY a /a\nRUN --mount=type=tmpfs,target=/t x", want: "all"},
	{name: "D13 tmpfs alone", dockerfile: "FROM scratch\nRUN --mount=type=tmpfs,target=/t x", want: "none"},
	{name: "D14", dockerfile: "FROM scratch\nRUN --mount=source=c,target=/t x", want: "c"},
	{name: "D14b", dockerfile: "FROM scratch\nRUN --mount=target=/t x", want: "all"},
	{name: "D15", dockerfile: "FROM scratch AS u\nCOPY . /\nFROM scratch\nCOPY a /", want: "a"},
	{name: "D16", dockerfile: "FROM scratch AS u\nCOPY b /\nFROM scratch\nCOPY a /", want: "b", options: Options{Target: "u"}},
	{name: "D16 letters", dockerfile: "FROM scratch AS U\nCOPY b /\nFROM scratch\nCOPY a /", want: "b", options: Options{Target: "u"}},
	{name: "D25", dockerfile: "FROM scratch\nCOPY a !a /x/", want: "!a a"},
	{name: "D26", dockerfile: "FROM scratch\nCOPY arr[[]0].txt /x/", want: "arr[[]0].txt"},
	{name: "D28", dockerfile: "FROM scratch\nCOPY a /\nCOPY --from=shared lib /lib", want: "a; shared: lib", options: sharedOptions},
	{name: "D28b", dockerfile: "FROM shared\nCOPY a /", want: "a; shared: all", options: sharedOptions},
	{name: "D28c", dockerfile: "FROM scratch\nCOPY a /", want: "a", options: sharedOptions},
	{name: "D28d", dockerfile: "FROM scratch\nCOPY a /\nRUN --mount=from=shared,source=lib,target=/l x", want: "a; shared: lib", options: sharedOptions},
	{name: "D29", dockerfile: "FROM scratch\nCOPY <<EOF /x\nhi\nEOF", want: "none"},
	{name: "D31", dockerfile: "FROM scratch AS p\nONBUILD COPY b /\nFROM p\nCOPY a /", want: "a b"},
	{name: "D32b", dockerfile: "FROM scratch\nARG TARGETARCH\nCOPY a-${TARGETARCH} /", want: "a-arm64", options: Options{Platform: "linux/arm64"}},
	{name: "D34", dockerfile: "FROM scratch\nARG W=a\nCOPY $W /", want: "b", options: Options{Args: map[string]string{"W": "b"}}},
	{name: "D35", dockerfile: "FROM scratch\nCOPY --parents x/**/*.go /", want: "x/**/*.go"},
	{name: "D36", dockerfile: "FROM scratch\nCOPY ./src/. /x/", want: "src"},
	{name: "D37", dockerfile: "FROM scratch\nCOPY /src /x/", want: "src"},
	{name: "D38", dockerfile: "FROM scratch\nCOPY ../x /", want: "x"},
	{name: "D40", dockerfile: "FROM scratch AS base\nCOPY a /\nFROM base\nCOPY b /", want: "a b"},
	{name: "D43", dockerfile: "FROM scratch\nCOPY a[ /", want: "a["},
	{name: "D46", dockerfile: "FROM scratch\nCOPY a/b /\nRUN --mount=source=a,target=/t x", want: "a a/b"},
	{name: "D48", dockerfile: "FROM scratch AS b\nCOPY s /s\nFROM scratch\nCOPY --from=b /s /s", want: "s"},
	{name: "D57", dockerfile: "ARG W=a\nFROM scratch\nCOPY ${W:-b} /", want: "b"},
	{name: "D58", dockerfile: "FROM scratch\nARG W\nCOPY a /\nCOPY $W /x/", want: "all"},
	{name: "D61", dockerfile: "FROM scratch\nCOPY my\\ file /x/", want: "file my"},
	{name: "D62", dockerfile: "FROM scratch\nCOPY [\"my file\", \"/x/\"]", want: "my file"},
	{name: "global argument declared again", dockerfile: "ARG W=a\nFROM scratch\nARG W\nCOPY $W /", want: "a"},
	{name: "stage argument is inherited", dockerfile: "FROM scratch AS s\nARG W=a\nFROM s\nCOPY $W /", want: "a"},
	{name: "environment of the image wins in a child", dockerfile: "FROM scratch AS s\nENV W=env\nARG W=arg\nCOPY $W /\nFROM s\nCOPY $W /", want: "arg env"},
	{name: "a variable in the name of a stage", dockerfile: "ARG B=x\nFROM scratch AS x\nCOPY x /\nFROM scratch AS y\nCOPY y /\nFROM $B\nCOPY z /", want: "x z"},
	{name: "escape", dockerfile: "# escape=`\nFROM scratch\nCOPY a `\n  b /x/", want: "a b"},
	{name: "PATH", dockerfile: "FROM scratch\nCOPY x${PATH} /", want: "x/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"},
	{name: "TARGETSTAGE", dockerfile: "FROM scratch AS Last\nARG TARGETSTAGE\nCOPY $TARGETSTAGE /", want: "last"},
	{name: "stage by number", dockerfile: "FROM scratch\nCOPY a /\nFROM scratch\nCOPY --from=0 a /", want: "a"},
	{name: "image by number", dockerfile: "FROM scratch\nCOPY --from=alpine a /\nCOPY --from=1 b /", want: "none"},
	{name: "an owner of empty halves", dockerfile: "FROM scratch\nCOPY --link --chown=$U:$G a /", want: "a"},
	{name: "copies from an image", dockerfile: "FROM scratch\nCOPY --from=nginx:1 a /\nCOPY b /", want: "b"},
	{name: "cache, secret and ssh", dockerfile: "FROM scratch\nRUN --mount=type=cache,target=/c --mount=type=secret,id=s --mount=type=ssh x\nCOPY a /", want: "a"},
	{name: "addresses", dockerfile: "FROM scratch\nADD https://x.org/y git@host:r.git https://x.org/r.git /x/\nCOPY a /", want: "a git@host:r.git"},
	{name: "only addresses", dockerfile: "FROM scratch\nADD git@host:r.git /x/", want: "none"},
	{name: "looks like an address", dockerfile: "FROM scratch\nADD github.com/x/y /x/", want: "github.com/x/y"},
	{name: "in a stage that only lends a tmpfs", dockerfile: "FROM scratch AS s\nCOPY a /\nFROM scratch\nRUN --mount=type=tmpfs,from=s,target=/t x", want: "none"},
	{name: "onbuild of the last stage", dockerfile: "FROM scratch\nONBUILD COPY a /", want: "none"},
	{name: "onbuild makes a stage needed", dockerfile: "FROM scratch AS o\nCOPY o /\nFROM scratch AS p\nONBUILD COPY --from=o /o /\nFROM p\nCOPY a /", want: "a o"},
	{name: "onbuild is not inherited twice", dockerfile: "FROM scratch AS p\nONBUILD COPY p /\nFROM scratch AS q\nCOPY q /\nFROM q\nCOPY a /", want: "a q"},
	{name: "a named context in place of a stage", dockerfile: "FROM scratch AS shared\nCOPY a /\nFROM shared\nCOPY b /", want: "b; shared: all", options: sharedOptions},
	{name: "a named context in place of an image", dockerfile: "FROM alpine:3\nCOPY b /", want: "b; alpine:3: all",
		options: Options{Contexts: map[string]string{"alpine:3": "dir"}}},
	{name: "a named context with its default tag", dockerfile: "FROM alpine:latest\nCOPY b /", want: "b; alpine: all",
		options: Options{Contexts: map[string]string{"alpine": "dir"}}},
	{name: "a named context that lends one file to a stage", dockerfile: "FROM shared AS s\nFROM scratch\nCOPY --from=s x /", want: "none; shared: x", options: sharedOptions},
	{name: "a named context with a RUN", dockerfile: "FROM shared AS s\nRUN y\nFROM scratch\nCOPY --from=s x /", want: "none; shared: all", options: sharedOptions},
	{name: "a named context asked twice", dockerfile: "FROM scratch\nCOPY --from=shared b /\nCOPY --from=shared a /", want: "none; shared: a b", options: sharedOptions},
	{name: "a named context that is an image", dockerfile: "FROM scratch\nCOPY --from=shared b /\nCOPY a /", want: "a; shared: b",
		options: Options{Contexts: map[string]string{"shared": "docker-image://alpine"}}},
}

var sharedOptions = Options{Contexts: map[string]string{"shared": "../shared"}}

func TestCollect(t *testing.T) {
	for _, c := range collectCases {
		t.Run(c.name, func(t *testing.T) {
			got, err := Collect([]byte(c.dockerfile+"\n"), c.options)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, asText(got)); diff != "" {
				t.Errorf("requested (-want +got):\n%s", diff)
			}
		})
	}
}

func TestCollectRefuses(t *testing.T) {
	from := "FROM scratch\n"
	for dockerfile, want := range map[string]string{
		"":                                         "the Dockerfile cannot be empty",
		"# nothing":                                "file with no instructions",
		"ARG x":                                    "the Dockerfile contains no stage to build",
		from + "FOO":                               "line 2: unknown instruction: FOO",
		"COPY a /\nFROM scratch":                   "line 1: no build stage in current context",
		from + "COPY a":                            "line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined",
		from + "COPY --foo a /":                    "line 2: unknown flag: --foo",
		from + "COPY --from=5 a /":                 "line 2: invalid stage index 5",
		from + "ARG S\nCOPY --from=$S a /":         "line 3: variable expansion is not supported for --from",
		"FROM Foo":                                 "line 1: failed to parse stage name \"Foo\": invalid reference format: repository name (library/Foo) must be lowercase",
		"FROM --platform=a/b/c/d scratch":          "line 1: failed to parse platform a/b/c/d",
		"FROM scratch AS a\nCOPY --from=a x /":     "line 1: circular dependency detected on stage: a",
		from + "COPY <<EOF /x\nhi":                 "unterminated heredoc",
		from + "COPY a <<EOF\nEOF":                 "line 2: COPY cannot accept a heredoc as a destination",
		from + "COPY ${X:?no} /":                   "line 2: failed to process \"${X:?no}\": X: no",
		from + "COPY --chmod=99 a /":               "line 2: invalid chmod parameter",
		from + "COPY --link --chown=me a /":        "line 2: --chown=me: user and group names",
		from + "COPY https://x.org/y /":            "line 2: source can't be a URL for COPY",
		from + "COPY git@x.org:y /":                "line 2: source can't be a git ref for COPY",
		from + "ADD --checksum=sha256:00 a /":      "line 2: checksum requires HTTP(S) or Git sources",
		from + "RUN --mount=from=$X,target=/x x":   "line 2: 'from' doesn't support variable expansion",
		from + "RUN --mount=type=bind x":           "line 2: invalid mount target \"/\"",
		from + "RUN --mount=target=$X x":           "line 2: invalid mount target \"/\"",
		from + "RUN --mount=type=cache x":          "line 2: invalid mount target \"/\"",
		from + "EXPOSE 80/x":                       "line 2: invalid port \"80/x\": invalid proto: x",
		from + "STOPSIGNAL foo":                    "line 2: invalid signal: foo",
		from + "VOLUME $X":                         "line 2: VOLUME specified can not be an empty string",
		"FROM scratch AS a-":                       "line 1: invalid context name a-",
		"# check=foo\nFROM scratch":                "failed to parse check options: invalid check option \"foo\"",
		"ARG SOURCE_DATE_EPOCH=nope\nFROM scratch": "invalid SOURCE_DATE_EPOCH: nope",
	} {
		_, err := Collect([]byte(dockerfile), Options{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want %q", dockerfile, err, want)
		}
	}
}

func TestCollectUnknownTarget(t *testing.T) {
	for _, target := range []string{"0", "prod"} {
		_, err := Collect([]byte("FROM scratch AS Build\nFROM scratch"), Options{Target: target})
		found, ok := errors.AsType[*build.TargetError](err)
		if !ok {
			t.Fatalf("%s: %v", target, err)
		}
		if diff := cmp.Diff([]string{"Build"}, found.Stages); diff != "" {
			t.Error(diff)
		}
	}
}

const allInstructions = `ARG W=web
FROM node:20 AS Deps
WORKDIR /src
ARG W
COPY package*.json \
     ${W}/x ./
ONBUILD COPY trigger /
FROM deps AS dev
COPY . .
FROM deps
RUN --mount=type=bind,source=scripts --mount=target=/all,from=tools,source=bin x
COPY --from=deps /src /src
ADD git@host:r.git "" /y/
`

func TestCollectInstructions(t *testing.T) {
	c, err := Collect([]byte(allInstructions), Options{Contexts: map[string]string{"tools": "../tools"}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, in := range c.Instructions {
		got = append(got, instructionText(in))
	}
	want := []string{
		`5 Deps COPY reachable: COPY package*.json ${W}/x ./: package*.json* web/x`,
		`7 dev COPY trigger: COPY trigger /: trigger`,
		`7 2 COPY reachable trigger: COPY trigger /: trigger`,
		`9 dev COPY: COPY . .: .`,
		`11 2 RUN reachable: RUN --mount=type=bind,source=scripts --mount=target=/all,from=tools,source=bin x: scripts`,
		`11 2 RUN reachable tools: RUN --mount=type=bind,source=scripts --mount=target=/all,from=tools,source=bin x: bin`,
		`13 2 ADD reachable: ADD git@host:r.git "" /y/: git@host:r.git(bogus) .(implicit)`,
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("instructions (-want +got):\n%s", diff)
	}
}

func instructionText(in build.Instruction) string {
	text := fmt.Sprintf("%d %s %s", in.Line, in.Stage, in.Keyword)
	if in.Reachable {
		text += " reachable"
	}
	if in.Trigger {
		text += " trigger"
	}
	if in.Context != "" {
		text += " " + in.Context
	}
	text += ": " + in.Text + ":"
	for _, s := range in.Sources {
		text += " " + s.Path
		for _, mark := range []struct {
			text string
			on   bool
		}{{"*", s.Wildcard}, {"(bogus)", s.Bogus}, {"(implicit)", s.Implicit}} {
			if mark.on {
				text += mark.text
			}
		}
	}
	return text
}

// TestCollectUsers: a RUN knows whom the last USER before it names, in its stage or in one below.
func TestCollectUsers(t *testing.T) {
	const dockerfile = `FROM a AS a
RUN 0
USER app:app
RUN 1
ONBUILD USER $UNKNOWN
ONBUILD RUN 2
FROM a
RUN 3
ARG ID=7
USER $ID
RUN 4
USER ${NOBODY}:7
RUN 5
USER ""
RUN 6
`
	c, err := Collect([]byte(dockerfile), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, r := range c.Runs {
		got += r.Command + " " + r.User + "\n"
	}
	if diff := cmp.Diff("0 \n1 app:app\n2 $UNKNOWN\n3 $UNKNOWN\n4 7\n5 ${NOBODY}:7\n6 \n", got); diff != "" {
		t.Error(diff)
	}
}

func TestCollectStages(t *testing.T) {
	c, err := Collect([]byte(allInstructions), Options{})
	if err != nil {
		t.Fatal(err)
	}
	want := []build.Stage{
		{Index: 0, Name: "Deps", Base: "node:20", BaseStage: -1, BaseLine: 2, Reachable: true},
		{Index: 1, Name: "dev", Base: "deps", BaseStage: 0, BaseLine: 8},
		{Index: 2, Base: "deps", BaseStage: 0, BaseLine: 10, Reachable: true},
	}
	if diff := cmp.Diff(want, c.Stages); diff != "" {
		t.Errorf("stages (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"the base image node:20 may set ENV or ONBUILD"}, c.Unknown); diff != "" {
		t.Errorf("unknown (-want +got):\n%s", diff)
	}
}

func TestCollectWhole(t *testing.T) {
	for dockerfile, want := range map[string]string{
		"COPY . /src":             `2 0 COPY . /src: the source "." is the whole context`,
		"COPY $X /":               `2 0 COPY $X /: the source $X expands to nothing: an unset variable`,
		"ENV X=/\nCOPY $X /":      `3 0 COPY $X /: the source $X expands to "/", the whole context`,
		"RUN --mount=target=/x y": `2 0 RUN --mount=target=/x y: a mount without a source`,
		"COPY a /\nRUN --mount=type=tmpfs,target=/x y": "3 0 RUN --mount=type=tmpfs,target=/x y: " +
			"a tmpfs mount: BuildKit requests its source from the context, or everything if it has none",
	} {
		c, err := Collect([]byte("FROM scratch\n"+dockerfile), Options{})
		if err != nil || len(c.Main.Whole) != 1 {
			t.Fatalf("%s: %v, %v", dockerfile, c.Main, err)
		}
		r := c.Main.Whole[0]
		if got := fmt.Sprintf("%d %s %s: %s", r.Line, r.Stage, r.Instruction, r.Text); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestCollectUnknownFrontend(t *testing.T) {
	for syntax, want := range map[string][]string{
		"docker/dockerfile:1":               nil,
		"docker/dockerfile-upstream:master": nil,
		"example.org/other:2":               {"the frontend example.org/other:2 reads the Dockerfile, in its own way"},
	} {
		c, err := Collect([]byte("# syntax="+syntax+"\nFROM scratch\n"), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, c.Unknown); diff != "" {
			t.Errorf("%s (-want +got):\n%s", syntax, diff)
		}
	}
}

func TestCollectStageOnContext(t *testing.T) {
	c, err := Collect([]byte("FROM shared AS s\nRUN x\nFROM scratch\nCOPY --from=s y /\nCOPY --from=shared z /\n"), sharedOptions)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, in := range c.Instructions {
		got = append(got, instructionText(in))
	}
	want := []string{
		"1 s FROM reachable shared: FROM shared AS s: .(implicit)",
		"4 1 COPY reachable shared: COPY --from=s y /: y(bogus)",
		"5 1 COPY reachable shared: COPY --from=shared z /: z",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("instructions (-want +got):\n%s", diff)
	}
	if len(c.Named["shared"].Whole) != 1 {
		t.Errorf("%+v", c.Named)
	}
}
