package histories

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// file is a Dockerfile that is being made. Each instruction has a text of its own.
type file struct {
	*rand.Rand
	lines []string
	count int
	// token is part of all destinations: histories share the cache of a builder.
	token uint32
	// shell is what a RUN of the stage starts.
	shell string
	// runs are the stages that have a RUN, by their numbers; all have a file /out.
	runs []bool
}

// dockerfile makes a Dockerfile. A RUN leaves something else each time, so what is copied from its stage never stays the same.
func dockerfile(r *rand.Rand) string {
	f := &file{Rand: r, token: r.Uint32()}
	stages := 1 + r.IntN(3)
	for n := range stages {
		base := "scratch"
		if n > 0 && r.IntN(3) == 0 {
			base = fmt.Sprintf("s%d", r.IntN(n))
		}
		f.lines = append(f.lines, fmt.Sprintf("FROM %s AS s%d", base, n))
		copies := n < stages-1 && base == "scratch" && r.IntN(3) == 0
		f.runs = append(f.runs, !copies)
		if !copies {
			f.add("COPY --from=tools busybox /bin/busybox%d")
			f.shell = fmt.Sprintf("[\"/bin/busybox%d\", \"sh\", \"-c\", \"head -c 9 /dev/urandom >/out; echo /DEST%%d\"]", f.count)
			f.add("RUN " + f.shell)
		}
		for range 1 + r.IntN(4) {
			f.instruction(n, copies)
		}
	}
	for n := range stages - 1 {
		// The target depends on all stages.
		f.copyFrom(n)
	}
	return strings.Join(f.lines, "\n") + "\n"
}

// add adds an instruction with a number of its own.
func (f *file) add(format string) {
	f.count++
	if strings.Contains(format, "%d") {
		format = fmt.Sprintf(format, f.count)
	}
	f.lines = append(f.lines, strings.ReplaceAll(format, "/DEST", fmt.Sprintf("/d%08x-", f.token)))
}

// instruction adds an instruction to a stage. One that only copies has no RUN.
func (f *file) instruction(stage int, copies bool) {
	choices := []string{"COPY %s /DEST%%d", "COPY %s /DEST%%d/", "COPY . /DEST%%d", "COPY package*.json s* /DEST%%d/", "COPY --exclude=**/*.js . /DEST%%d/",
		"COPY --exclude=package.json . /DEST%%d/", "COPY --parents **/a.js package.jso[n] /DEST%%d/"}
	if !copies {
		choices = append(choices, "COPY src/*.js /DEST%%d/", "COPY package*.json /DEST%%d/", "COPY * /DEST%%d/", "COPY l* /DEST%%d/", "COPY s*/t* /DEST%%d/",
			"COPY --exclude=**/*.js . /DEST%%d", "COPY --exclude=deep %s /DEST%%d/", "COPY --parents **/a.js /DEST%%d/", "COPY --parents src/./deep* /DEST%%d/", "ADD %s /DEST%%d/",
			"COPY %s package*.json /DEST%%d/", "COPY --link %s /DEST%%d/", "RUN --mount=source=%s,target=/m "+strings.ReplaceAll(f.shell, "%d", "%%d"))
		for range 3 {
			choices = append(choices, "RUN "+strings.ReplaceAll(f.shell, "%d", "%%d"))
		}
	}
	if stage > 0 && !copies && f.IntN(3) == 0 {
		f.copyFrom(f.IntN(stage))
		return
	}
	format := choices[f.IntN(len(choices))]
	if strings.Contains(format, "%s") {
		format = fmt.Sprintf(format, pick(f.Rand, required))
	} else {
		format = strings.ReplaceAll(format, "%%", "%")
	}
	f.add(format)
}

// copyFrom copies from a stage: the file that its RUN makes, or something that it has copied.
func (f *file) copyFrom(stage int) {
	if f.runs[stage] {
		f.add(fmt.Sprintf("COPY --from=s%d /out /DEST%%d/", stage))
		return
	}
	f.add(fmt.Sprintf("COPY --from=s%d %s /DEST%%d/", stage, pick(f.Rand, []string{"/", "/*", "/*/a.js", "/*/package*", "/*/package.json", "/*/s*", "/*/deep", "/*/src/a.js"})))
}
