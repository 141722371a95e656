package report

import "github.com/ctxsize/ctxsize/internal/lint"

// style is the escape sequence before a text, "" for plain text.
type style string

const (
	plain  style = ""
	bold   style = "\x1b[1m"
	faint  style = "\x1b[2m"
	red    style = "\x1b[31m"
	yellow style = "\x1b[33m"
	blue   style = "\x1b[34m"
	cyan   style = "\x1b[36m"
	reset        = "\x1b[0m"
)

// sequences returns the escape sequences that a report may contain.
func (o Options) sequences() []string {
	if !o.Color {
		return nil
	}
	return []string{string(bold), string(faint), string(red), string(yellow), string(blue), string(cyan), reset}
}

func (o Options) paint(s style, text string) string {
	if !o.Color || s == plain || text == "" {
		return text
	}
	return string(s) + text + reset
}

func severityStyle(s lint.Severity) style {
	switch s {
	case lint.Error:
		return red
	case lint.Warning:
		return yellow
	}
	return blue
}
