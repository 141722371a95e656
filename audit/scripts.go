package audit

import (
	"cmp"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// script is what one instruction of a Dockerfile says, on one line for every line that the shell is given.
type script struct {
	file string // the Dockerfile's path in the context, else its name
	line int    // where the instruction begins
	text string
}

var (
	runs      = expression(`(?i)^\s*(?:ONBUILD\s+)?RUN\s+`)
	starts    = expression(`(?i)^\s*(?:ONBUILD\s+)?(?:RUN|CMD|ENTRYPOINT|HEALTHCHECK)\s+`)
	hereWords = expression(`<<-?["']?(\w+)["']?`)
)

// scripts are those instructions of a Dockerfile, reachable or not, that begin with what keyword matches, with the lines that they go on in and
// their heredocs. Comments are left out.
func scripts(dockerfile []byte, keyword *regexp.Regexp) []script {
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
		for _, word := range hereWords().FindAllStringSubmatch(open.text, -1) {
			until = append(until, word[1])
		}
		list = append(list, *open)
		open = nil
	}
	if open != nil {
		list = append(list, *open)
	}
	return begun(list, keyword)
}

func begun(list []script, keyword *regexp.Regexp) []script {
	var kept []script
	for _, s := range list {
		if at := keyword.FindStringIndex(s.text); at != nil {
			s.text = s.text[at[1]:]
			kept = append(kept, s)
		}
	}
	return kept
}

// scripts are the RUNs of the build's Dockerfile.
func (s *Share) scripts() []script { return s.begun(runs()) }

// commands are what the build runs, and what its image does.
func (s *Share) commands() []script { return s.begun(starts()) }

func (s *Share) begun(keyword *regexp.Regexp) []script {
	if s.Build.Dockerfile == nil {
		return nil
	}
	list := scripts(s.Build.Dockerfile.Text, keyword)
	for n := range list {
		list[n].file = s.dockerfile()
	}
	return list
}

// dockerfile is how the build's Dockerfile is called: its path in the context, else its name.
func (s *Share) dockerfile() string {
	d := s.Build.Dockerfile
	if d == nil {
		return ""
	}
	return cmp.Or(d.ContextPath, filepath.Base(d.Path))
}

// runs says whether an instruction of some Dockerfile runs what an expression matches.
func (s *suggester) runs(expression string) bool {
	re := regexp.MustCompile(expression)
	return slices.ContainsFunc(s.shares, func(share Share) bool {
		return slices.ContainsFunc(share.scripts(), func(script script) bool { return re.MatchString(script.text) })
	})
}
