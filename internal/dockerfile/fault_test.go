package dockerfile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ctxsize/ctxsize/internal/build"
)

// TestFaults holds what BuildKit says of builds that it refuses although their requests are known. The paths are those of the build without the fault.
func TestFaults(t *testing.T) {
	const scratch, rest = "FROM scratch\n", "\nCOPY a /"
	for dockerfile, want := range map[string]string{
		"ARG BASE\nFROM ${BASE}" + rest:                                                       "a; 2 unset [BASE]: base name (${BASE}) should not be blank",
		"FROM $X" + rest:                                                                      "a; 1 unset [X]: base name ($X) should not be blank",
		"ARG V\nFROM golang:$V" + rest:                                                        `a; 2 unset [V]: failed to parse stage name "golang:": invalid reference format`,
		"ARG V\nFROM scratch AS x\nFROM golang:$V\nFROM x" + rest:                             `a; 3 unset [V]: failed to parse stage name "golang:": invalid reference format`,
		"ARG R\nARG T=1\nFROM $R:$T" + rest:                                                   `a; 3 unset [R]: failed to parse stage name ":1": invalid reference format`,
		"ARG BASE=scratch\nFROM $BASE" + rest:                                                 "a",
		"FROM ${BASE:-scratch}" + rest:                                                        "a",
		"ARG P\nFROM --platform=$P scratch" + rest:                                            "a; 2 unset [P]: empty platform value from expression $P",
		"FROM --platform=linux/$P scratch" + rest:                                             `a; 1 unset [P]: failed to parse platform linux/$P: "" is an invalid component of "linux/"`,
		scratch + "RUN --mount=type=bind,target=/ x" + rest:                                   `a; 2 mount: invalid mount target "/"`,
		scratch + "RUN --mount=type=bind,target=.. x" + rest:                                  `a; 2 mount: invalid mount target "/"`,
		scratch + "RUN --mount=type=tmpfs,target=/ x" + rest:                                  `a; 2 mount: invalid mount target "/"`,
		scratch + "RUN --mount=type=bind,target=/. x" + rest:                                  "all",
		scratch + "WORKDIR /w\nRUN --mount=type=bind,source=b x" + rest:                       "a b",
		"FROM alpine\nRUN --mount=type=bind,source=b x" + rest:                                `a b; 2 doubt: invalid mount target "/"`,
		"FROM alpine\nWORKDIR w\nRUN --mount=type=bind,source=b x" + rest:                     "a b",
		scratch + "RUN --mount=type=secret x" + rest:                                          "a; 2 mount: invalid secret mount. one of source, target required",
		scratch + "RUN --mount=type=secret,target=/ x" + rest:                                 "a; 2 mount: invalid mount type SECRET for /",
		scratch + "RUN --mount=type=ssh,source=b x" + rest:                                    "a; 2 mount: ssh does not support source",
		scratch + "RUN --mount=type=x,target=/x x" + rest:                                     `a; 2 mount: unsupported mount type "x"`,
		scratch + "RUN --mount=target=/x,mode=1 x" + rest:                                     `a; 2 mount: mode not allowed for "bind" type mounts`,
		scratch + "RUN --mount=source=b,target=/b --mount=source=c,target=/ x\n" + "COPY a /": `a b; 2 mount: invalid mount target "/"`,
		"FROM scratch AS unused\nRUN --mount=target=/ x\nFROM scratch" + rest:                 "a",
	} {
		got, err := Collect([]byte(dockerfile+"\n"), Options{})
		if err != nil {
			t.Errorf("%q: %v", dockerfile, err)
			continue
		}
		text := asText(got)
		for _, f := range got.Faults {
			switch f.Kind {
			case build.BaseUnset:
				text += fmt.Sprintf("; %d unset %v: %v", f.Line, f.Variables, f.Err)
			case build.MountRefused:
				text += fmt.Sprintf("; %d mount: %v", f.Line, f.Err)
			case build.MountDoubtful:
				text += fmt.Sprintf("; %d doubt: %v", f.Line, f.Err)
			}
		}
		if cut := len(want); strings.HasPrefix(text, want) && len(got.Faults) > 0 {
			text = text[:cut]
		}
		if diff := cmp.Diff(want, text); diff != "" {
			t.Errorf("%q (-want +got):\n%s", dockerfile, diff)
		}
	}
}
