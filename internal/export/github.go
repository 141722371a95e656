package export

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// maxAnnotations is how many annotations of each kind GitHub shows for a step of a job.
const maxAnnotations = 10

// annotationKinds are the workflow commands of annotations.
var annotationKinds = [...]string{lint.Info: "notice", lint.Warning: "warning", lint.Error: "error"}

// GitHub writes the findings and exceeded limits, accepted ones apart, as annotations of GitHub Actions. One line reports how many are not shown.
func GitHub(w io.Writer, r *Report) error {
	// The commands are what [termtext.Writer] escapes.
	out := bufio.NewWriter(termtext.Unwrap(w))
	var shown, hidden [len(annotationKinds)]int64
	for _, i := range counting(r.issues()) {
		if shown[i.severity] == maxAnnotations {
			hidden[i.severity]++
			continue
		}
		shown[i.severity]++
		// An error stays with the buffer, whose Flush returns it.
		_, _ = out.WriteString(r.annotation(i) + "\n")
	}
	if rest := notShown(hidden[:]); rest != "" {
		_, _ = fmt.Fprintf(out, "%s without an annotation: GitHub shows %d of each kind. The summary of the job has them.\n", rest, maxAnnotations)
	}
	return out.Flush()
}

// notShown returns the numbers of findings without an annotation, "" for none.
func notShown(hidden []int64) string {
	var parts []string
	for _, s := range []lint.Severity{lint.Error, lint.Warning, lint.Info} {
		if hidden[s] > 0 {
			parts = append(parts, report.Count(hidden[s], annotationKinds[s]))
		}
	}
	return strings.Join(parts, ", ")
}

// annotation returns a workflow command.
func (r *Report) annotation(i *issue) string {
	var properties []string
	if rel, ok := relative(r.Root, i.file); ok && termtext.IsPlain(rel) {
		properties = append(properties, "file="+commandProperty(rel), "line="+strconv.Itoa(max(i.line, 1)))
	}
	properties = append(properties, "title="+commandProperty("ctxsize "+i.rule))
	message := i.message
	if i.advice != "" {
		message += "\n" + i.advice
	}
	return fmt.Sprintf("::%s %s::%s", annotationKinds[i.severity], strings.Join(properties, ","), commandData(message+"\n"+i.uri))
}

// commandData escapes the message of a workflow command (actions/toolkit, escapeData).
func commandData(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

// commandProperty escapes the value of a property of a workflow command (actions/toolkit, escapeProperty).
func commandProperty(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(text)
}
