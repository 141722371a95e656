package audit

import (
	"cmp"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// script is what one RUN of a Dockerfile says, on one line for every line that the shell is given.
type script struct {
	file string // the Dockerfile's path in the context, else its name
	line int    // where the instruction begins
	text string
}

var (
	runs      = regexp.MustCompile(`(?i)^\s*(?:ONBUILD\s+)?RUN\s+`)
	hereWords = regexp.MustCompile(`<<-?["']?(\w+)["']?`)
)

// scripts are the RUNs of a Dockerfile, reachable or not, with the lines that they go on in and their heredocs. Comments are left out.
func scripts(dockerfile []byte) []script {
	var list []script
	number := 0
	var open *script // that goes on in the next line
	var until []string
	for line := range strings.Lines(string(dockerfile)) {
		number++
		line = strings.TrimRight(line, " \t\r\n")
		trimmed := strings.TrimSpace(line)
		switch {
		case len(until) > 0 && trimmed == until[0]:
			until = until[1:]
			continue
		case len(until) > 0:
			list[len(list)-1].text += "\n" + trimmed
			continue
		case strings.HasPrefix(trimmed, "#") || trimmed == "":
			continue
		}
		if open == nil {
			open = &script{line: number}
		}
		rest, more := strings.CutSuffix(line, `\`)
		if open.text += rest; more {
			continue
		}
		// What a heredoc of COPY holds is no script, but ends by its word, too.
		for _, word := range hereWords.FindAllStringSubmatch(open.text, -1) {
			until = append(until, word[1])
		}
		list = append(list, *open)
		open = nil
	}
	if open != nil {
		list = append(list, *open)
	}
	return onlyRuns(list)
}

func onlyRuns(list []script) []script {
	var kept []script
	for _, s := range list {
		if at := runs.FindStringIndex(s.text); at != nil {
			s.text = s.text[at[1]:]
			kept = append(kept, s)
		}
	}
	return kept
}

// scripts are those of the build's Dockerfile.
func (s *Share) scripts() []script {
	d := s.Build.Dockerfile
	if d == nil {
		return nil
	}
	list := scripts(d.Text)
	for n := range list {
		list[n].file = cmp.Or(d.ContextPath, filepath.Base(d.Path))
	}
	return list
}

// runs says whether an instruction of some Dockerfile runs what an expression matches.
func (s *suggester) runs(expression string) bool {
	re := regexp.MustCompile(expression)
	return slices.ContainsFunc(s.shares, func(share Share) bool {
		return slices.ContainsFunc(share.scripts(), func(script script) bool { return re.MatchString(script.text) })
	})
}
