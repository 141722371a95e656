package attribution

import (
	"strings"

	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/phrase"
)

// faults reports why the builder refuses the Dockerfile if the requested paths are known nevertheless.
func (e *examiner) faults() {
	for _, fault := range e.build.Faults {
		var f lint.Finding
		switch fault.Kind {
		case build.BaseUnset:
			f = lint.New(lint.BaseUnset, "%s fails: %s.", phrase.Shorten(fault.Text), unset(fault.Variables))
			f.Fix = passing(fault.Variables)
		case build.MountRefused:
			f = lint.New(lint.MountRefused, "%s fails: %v.", phrase.Shorten(fault.Text), fault.Err)
			if strings.HasPrefix(fault.Err.Error(), "invalid mount target") {
				f.Fix = &lint.Fix{Kind: "edit", Text: "mount below the root, for example target=/src"}
			}
		case build.MountDoubtful:
			f = lint.New(lint.MountRefused, "%s fails unless the base image sets WORKDIR: BuildKit refuses the mount target /.", phrase.Shorten(fault.Text))
			f.Severity, f.Fix = lint.Warning, &lint.Fix{Kind: "edit", Text: "set WORKDIR before it, or use an absolute target"}
		}
		if e.build.Builder == build.BuildKit || f.Code == lint.BaseUnset {
			e.found(f.At(e.dockerfilePath(), fault.Line))
		}
	}
}

// unset returns a clause about variables without a value.
func unset(names []string) string {
	if len(names) == 1 {
		return names[0] + " has no value"
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1] + " have no value"
}

// passing returns the flags that set them on the command line.
func passing(names []string) *lint.Fix {
	var flags []string
	for _, name := range names {
		flags = append(flags, "--build-arg "+name+"=...")
	}
	return &lint.Fix{Kind: "edit", Text: strings.Join(flags, " ") + ", or a default for the ARG before FROM"}
}
