package audit

import (
	"fmt"
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
)

// faults reports why the builder refuses the Dockerfile although it is known what the build would request.
func (e *examiner) faults() {
	for _, fault := range e.build.Faults {
		f := Finding{Severity: Error, File: e.dockerfilePath(), Line: fault.Line}
		switch fault.Kind {
		case build.BaseUnset:
			f.Code, f.Message, f.Fix = BaseUnset, fmt.Sprintf("%s fails: %s", brief(fault.Text), unset(fault.Variables)), passing(fault.Variables)
		case build.MountRefused:
			f.Code, f.Message = MountRefused, fmt.Sprintf("%s fails: %v", brief(fault.Text), fault.Err)
			f.Fix = &Fix{Kind: "edit", Text: "mount below the root, as in target=/src"}
			if !strings.HasPrefix(fault.Err.Error(), "invalid mount target") {
				f.Fix = nil
			}
		case build.MountDoubtful:
			f.Code, f.Severity = MountRefused, Warning
			f.Message = fmt.Sprintf("%s may fail: BuildKit refuses the target / of a mount, and the base image may set no WORKDIR", brief(fault.Text))
			f.Fix = &Fix{Kind: "edit", Text: "set WORKDIR before it, or name an absolute target"}
		}
		if e.build.Builder == build.BuildKit || f.Code == BaseUnset {
			e.found(f)
		}
	}
}

// unset is a clause about variables that have no value.
func unset(names []string) string {
	if len(names) == 1 {
		return names[0] + " has no value"
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " have no value"
}

// passing is what to put on the command line.
func passing(names []string) *Fix {
	var flags []string
	for _, name := range names {
		flags = append(flags, "--build-arg "+name+"=...")
	}
	return &Fix{Kind: "edit", Text: "pass " + strings.Join(flags, " ") + ", or give the ARG before FROM a default"}
}
