package dockerfile

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestStarts: what starts programs and names paths, with the directory, the shell and the heredocs.
func TestStarts(t *testing.T) {
	const dockerfile = "# escape=`\nFROM scratch AS a\nWORKDIR /app\nENV PATH=/app/bin:$PATH\nSHELL [\"/bin/bash\", \"-c\"]\nRUN make `\n  all\n" +
		"RUN <<EOF\nset -e\nmake\nEOF\nRUN python3 <<PY && true\nprint(1)\nPY\nRUN [\"make\", \"x\"]\nHEALTHCHECK CMD curl -f localhost\nONBUILD RUN make later\n" +
		"FROM a\nWORKDIR sub\nENTRYPOINT [\"./x\", \"y\"]\nCMD z\nHEALTHCHECK NONE\n"
	c, err := Collect([]byte(dockerfile), Options{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range c.Runs {
		got = append(got, fmt.Sprintf("%d RUN %d %s %q %q %q", r.Line, r.StageIndex, r.Dir, r.Command, r.Args, r.Shell))
	}
	for _, s := range c.Starts {
		got = append(got, fmt.Sprintf("%d %s %d %s %q %q %q", s.Line, s.Keyword, s.StageIndex, s.Dir, s.Command, s.Args, s.Paths))
	}
	want := []string{
		`6 RUN 0 /app "make   all" [] ["/bin/bash" "-c"]`,
		`8 RUN 0 /app "set -e\nmake\n" [] ["/bin/bash" "-c"]`,
		`12 RUN 0 /app "python3 <<PY && true\nprint(1)\nPY" [] ["/bin/bash" "-c"]`,
		`15 RUN 0 /app "make x" ["make" "x"] ["/bin/bash" "-c"]`,
		`17 RUN 1 /app "make later" [] ["/bin/bash" "-c"]`,
		`3 WORKDIR 0 /app "" [] ["/app"]`,
		`4 ENV 0 /app "" [] ["/app/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"]`,
		`16 HEALTHCHECK 0 /app "curl -f localhost" [] []`,
		`17 ONBUILD 0 /app "make later" [] []`,
		`19 WORKDIR 1 /app/sub "" [] ["/app/sub"]`,
		`20 ENTRYPOINT 1 /app/sub "./x y" ["./x" "y"] []`,
		`21 CMD 1 /app/sub "z" [] []`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
