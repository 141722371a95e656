package export

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/report"
	"github.com/ctxsize/ctxsize/internal/termtext"
)

// The elements of JUnit's XML format, as the xUnit plugin of Jenkins defines them (junit-10.xsd).

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string        `xml:"name,attr"`
	Class   string        `xml:"classname,attr"`
	Skipped *junitMessage `xml:"skipped"`
	Failure *junitMessage `xml:"failure"`
	Output  string        `xml:"system-out,omitempty"`
}

type junitMessage struct {
	Type    string `xml:"type,attr,omitempty"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// JUnit writes a test suite for each build, and one for the project. For ctxsize check the tests are its limits. For other commands they are the
// rules with findings: an error or a warning is a failure, a note is not. A suite without any has one test that passes.
func JUnit(w io.Writer, r *Report) error {
	suites := junitSuites{Name: "ctxsize"}
	if r.Checked {
		suites.Suites = r.limitSuites()
	} else {
		suites.Suites = r.findingSuites()
	}
	for n := range suites.Suites {
		s := &suites.Suites[n]
		s.count()
		suites.Tests += s.Tests
		suites.Failures += s.Failures
	}
	text, err := xml.MarshalIndent(suites, "", "  ")
	if err != nil {
		return fmt.Errorf("cannot encode the report as XML: %w", err)
	}
	_, err = fmt.Fprintf(termtext.Unwrap(w), "%s%s\n", xml.Header, text)
	return err
}

func (s *junitSuite) count() {
	for _, c := range s.Cases {
		s.Tests++
		if c.Failure != nil {
			s.Failures++
		}
		if c.Skipped != nil {
			s.Skipped++
		}
	}
}

// limitSuites returns a test for each limit.
func (r *Report) limitSuites() []junitSuite {
	var list suiteList
	for n := range r.Checks {
		c := &r.Checks[n]
		name := "project"
		if c.Build != report.ProjectCheck {
			name = r.buildName(&r.Analysis.Builds[c.Build])
		}
		test := junitCase{Name: termtext.Escape(c.Name), Class: name}
		result := strings.Join(r.Outcomes(c), "\n")
		switch {
		case !c.Pass:
			test.Failure = &junitMessage{Type: limitName(c.Name), Message: result, Text: r.counted(c)}
		case c.Unknown || c.Name == report.Complete:
			test.Skipped = &junitMessage{Message: result}
		default:
			test.Output = result
		}
		list.add(name, test)
	}
	return list
}

// counted lists the findings that made a check fail.
func (r *Report) counted(c *report.Check) string {
	if c.Severity == nil {
		return ""
	}
	var lines []string
	for _, i := range counting(r.issues()) {
		if _, ok := lint.ParseCode(i.rule); ok && i.severity >= *c.Severity {
			lines = append(lines, r.issueLine(i))
		}
	}
	return strings.Join(lines, "\n")
}

// issueLine returns an issue with its location on one line.
func (r *Report) issueLine(i *issue) string {
	place := r.shownPath(i.file, r.Dir)
	if i.line > 0 {
		place = fmt.Sprintf("%s:%d", place, i.line)
	}
	return strings.TrimPrefix(fmt.Sprintf("%s: %s: %s [%s]", place, i.severity, i.message, i.rule), ": ")
}

// findingSuites returns a test for each rule with findings.
func (r *Report) findingSuites() []junitSuite {
	var list suiteList
	for n := range r.Analysis.Builds {
		list.suite(r.buildName(&r.Analysis.Builds[n]))
	}
	for _, i := range counting(r.issues()) {
		builds := i.builds
		if len(builds) == 0 {
			builds = []string{"project"}
		}
		for _, name := range builds {
			list.suite(name).issue(i.rule, i, r.issueLine(i))
		}
	}
	for n := range list {
		if len(list[n].Cases) == 0 {
			list[n].Cases = []junitCase{{Name: "findings", Class: list[n].Name}}
		}
	}
	return list
}

// suiteList is the suites in the order of their first tests.
type suiteList []junitSuite

// suite returns the suite of a name, a new one if there is none.
func (l *suiteList) suite(name string) *junitSuite {
	for n := range *l {
		if (*l)[n].Name == name {
			return &(*l)[n]
		}
	}
	*l = append(*l, junitSuite{Name: name})
	return &(*l)[len(*l)-1]
}

func (l *suiteList) add(name string, test junitCase) {
	s := l.suite(name)
	s.Cases = append(s.Cases, test)
}

// issue adds an issue to the test of its rule. The worst ones come first.
func (s *junitSuite) issue(rule string, i *issue, line string) {
	for n := range s.Cases {
		c := &s.Cases[n]
		switch {
		case c.Name != rule:
			continue
		case c.Failure != nil:
			c.Failure.Text += "\n" + line
		default:
			c.Output += "\n" + line
		}
		return
	}
	c := junitCase{Name: rule, Class: s.Name}
	if i.severity > lint.Info {
		c.Failure = &junitMessage{Type: i.severity.String(), Message: i.message, Text: line}
	} else {
		c.Output = line
	}
	s.Cases = append(s.Cases, c)
}
