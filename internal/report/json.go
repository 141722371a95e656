package report

import (
	"encoding/json"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/inventory"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/termtext"
	"github.com/ctxsize/ctxsize/walker"
)

// JSON writes an analysis as one object that conforms to [Schema].
func JSON(w io.Writer, a *ctxsize.Analysis, o Options) error {
	o.root = a.Root()
	return writeJSON(w, o.report(a), "  ")
}

func writeJSON(w io.Writer, value any, indent string) error {
	return encoder(w, indent).Encode(value)
}

func encoder(w io.Writer, indent string) *json.Encoder {
	e := json.NewEncoder(termtext.JSONWriter(w))
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	return e
}

func (o Options) report(a *ctxsize.Analysis) jsonReport {
	r := jsonReport{SchemaVersion: 1, Tool: jsonTool{"ctxsize", o.Version}, Complete: a.Complete(), Builds: []jsonBuild{},
		Findings: []jsonFinding{}, Errors: []jsonError{}, Tree: o.Tree}
	known := map[problemKey]bool{}
	for n := range a.Builds {
		b := &a.Builds[n]
		r.Builds = append(r.Builds, o.build(b))
		for _, c := range b.Usages() {
			for _, p := range c.Problems {
				key := problemKey{c.Context.Root, p.Path, p.Op, p.Fatal}
				if !known[key] {
					known[key] = true
					r.Errors = append(r.Errors, problem(p))
				}
			}
		}
	}
	for _, f := range a.Failures {
		r.Errors = append(r.Errors, jsonError{Path: *o.file(f.Origin.File), Op: "resolve", Message: readable(f.Error()), Fatal: true})
	}
	for _, f := range a.Findings {
		r.Findings = append(r.Findings, o.finding(f))
	}
	return r
}

// problemKey identifies a problem that several builds of one context share.
type problemKey struct {
	root, path, op string
	fatal          bool
}

func problem(p walker.Problem) jsonError {
	e := jsonError{Op: p.Op, Message: p.Err.Error(), Fatal: p.Fatal}
	e.Path, e.Encoded = encode(p.Path)
	return e
}

func (o Options) build(b *ctxsize.Result) jsonBuild {
	j := jsonBuild{
		Name: o.BuildName(b), Platform: b.Build.Platform, Context: readable(o.context(b.Main.Context)), Remote: b.Main.Context.Remote || b.Main.Context.Tar != nil, Target: b.Build.Target,
		Builder: b.Build.Builder.String(), BuilderReason: b.Build.BuilderReason, Approximate: b.Build.Builder == build.Podman,
		IgnoreFile: o.file(b.Main.Context.Ignore.Path), IgnoreReason: b.Main.Context.Ignore.Reason,
		ContextRequested: b.Main.Context.Requested, Requested: requestedPaths(b, b.Main.Context),
		Totals: totals(b.Main), TransferBytes: b.Main.Transfer,
		NamedContexts: []jsonNamed{}, Instructions: []jsonInstruction{}, Patterns: patterns(b.Main),
		Findings: []jsonFinding{}, Unknown: append([]string{}, b.Build.Unknown...),
	}
	if b.Build.Dockerfile != nil {
		j.Dockerfile, j.DockerfileInline = o.file(b.Build.Dockerfile.Path), b.Build.Dockerfile.Inline
	}
	if b.Build.Origin.Kind != build.Plain {
		j.DefinedIn = &jsonOrigin{b.Build.Origin.Kind.String(), *o.file(b.Build.Origin.File), b.Build.Origin.Line, b.Build.Origin.Notes()}
	}
	for _, c := range b.Named {
		j.NamedContexts = append(j.NamedContexts, jsonNamed{Name: c.Context.Name, Context: readable(o.context(c.Context)), Remote: c.Context.Remote,
			IgnoreFile: o.file(c.Context.Ignore.Path), Requested: requestedPaths(b, c.Context), Loads: len(c.Context.Loads), LoadBytes: append([]int64{}, c.LoadBytes...), Totals: totals(c), TransferBytes: c.Transfer,
			Largest: o.largest(c.View), Suggestions: suggestions(c.Suggestions)})
	}
	if b.Churn != nil {
		j.Churn = churnSummary(b.Churn)
	}
	j.Largest, j.Suggestions = o.largest(b.Main.View), suggestions(b.Suggestions)
	for _, in := range b.Build.Instructions {
		j.Instructions = append(j.Instructions, instruction(b, in))
	}
	for _, f := range b.Findings {
		j.Findings = append(j.Findings, o.finding(f))
	}
	return j
}

// largest returns the largest entries of a context, by what is sent. It is empty for a nil view.
func (o Options) largest(v *walker.View) []jsonLarge {
	list := []jsonLarge{}
	if v == nil {
		return list
	}
	for _, l := range v.Largest(o.Top) {
		large := jsonLarge{Type: l.Kind.String(), Bytes: l.Bytes, Files: l.Files, SentBytes: l.SentBytes, Sent: l.Sent}
		large.Path, large.Encoded = encode(l.Path)
		list = append(list, large)
	}
	return list
}

func suggestions(of []inventory.Suggestion) []jsonSuggestion {
	list := []jsonSuggestion{}
	for _, s := range of {
		list = append(list, jsonSuggestion{ReplacesLine: replacedLine(s), Pattern: s.Line, Category: s.Category, SavesBytes: s.SavesBytes, SavesFiles: s.SavesFiles,
			SavesEligibleBytes: s.SavesEligibleBytes, SavesEligibleFiles: s.SavesEligibleFiles, Safety: s.Safety.String(), Reason: s.Reason, Preventive: s.Preventive, Personal: s.Personal, jsonReruns: savedReruns(s.Reruns)})
	}
	return list
}

func replacedLine(s inventory.Suggestion) *int {
	if s.Replaces == 0 {
		return nil
	}
	return &s.Replaces
}

// BuildName returns the name of a build in reports: its compose service or bake target, else the path of its Dockerfile, else that of
// its context.
func (o Options) BuildName(b *ctxsize.Result) string {
	if b.Build.Name != "" {
		return readable(b.Build.Name)
	}
	context, dockerfile := o.Identity(b)
	if dockerfile != nil {
		return *dockerfile
	}
	return context
}

// Identity returns the context and the Dockerfile of a build as the report of [JSON] shows them.
func (o Options) Identity(b *ctxsize.Result) (context string, dockerfile *string) {
	if b.Build.Dockerfile != nil {
		dockerfile = o.file(b.Build.Dockerfile.Path)
	}
	return readable(o.context(b.Main.Context)), dockerfile
}

// context returns a context as it is shown: by its path as typed, or as given where it is remote or comes on standard input.
func (o Options) context(c *build.Context) string {
	if c.Root == "" {
		return c.Given
	}
	return o.Place(c.Dir)
}

func (o Options) file(path string) *string {
	if path == "" {
		return nil
	}
	shown := readable(path)
	if path == "-" || filepath.IsAbs(path) {
		shown = readable(o.Place(path))
	}
	return &shown
}

func requestedPaths(b *ctxsize.Result, c *build.Context) []string {
	switch {
	case !c.Requested:
		return []string{}
	case c.Paths == nil:
		return []string{"."}
	}
	paths := []string{}
	for _, p := range c.Paths {
		paths = append(paths, readable(b.Build.Hide(p)))
	}
	return paths
}

func instruction(b *ctxsize.Result, in build.Instruction) jsonInstruction {
	j := jsonInstruction{Line: in.Line, Stage: in.Stage, Reachable: in.Reachable, Instruction: in.Keyword,
		Text: readable(b.Build.Hide(in.Text)), Dest: readable(b.Build.Hide(dest(in))), Context: in.Context,
		Sources: []string{}, Bytes: in.Bytes, Files: in.Files, UniqueBytes: in.Unique, FinalBytes: in.Final, Missing: []string{}}
	for _, s := range in.Sources {
		given := s.Given
		if s.Implicit && in.Keyword != "COPY" && in.Keyword != "ADD" {
			given = s.Path
		}
		j.Sources = append(j.Sources, readable(b.Build.Hide(given)))
	}
	for _, m := range in.Missing {
		j.Missing = append(j.Missing, readable(m))
	}
	return j
}

// dest returns where the sources of an instruction go in its stage, for a bind mount its target.
func dest(in build.Instruction) string {
	if in.Dest == "" && len(in.Sources) == 1 {
		return in.Sources[0].Target
	}
	return in.Dest
}

func (o Options) finding(f lint.Finding) jsonFinding {
	j := jsonFinding{Code: f.Code.String(), Severity: f.Severity.String(), Message: readable(f.Message), Line: f.Line, Bytes: f.Bytes, Reach: f.Reach, Accepted: readable(f.Accepted)}
	j.Path, j.Encoded = encode(f.Path)
	if file := o.file(f.File); file != nil {
		j.File = *file
	}
	j.Fix = o.fix(f.Fix)
	if d := f.Development; d != nil {
		j.Development = &jsonDevelopment{Packages: d.Packages, Bytes: d.Bytes, Total: d.Total}
		j.Development.Lock, j.Development.Encoded = encode(d.Lock)
	}
	return j
}

func (o Options) fix(f *lint.Fix) *jsonFix {
	if f == nil {
		return nil
	}
	j := &jsonFix{Kind: f.Kind, Text: readable(f.Text), Diff: readable(o.diff(f)), AppliedBy: f.AppliedBy()}
	if file := o.file(f.File); file != nil {
		j.File = *file
	}
	if f.Measured {
		j.SavesBytes, j.SavesImageBytes = &f.Saves, &f.SavesImage
	}
	j.jsonReruns = savedReruns(f.Reruns)
	return j
}

// patterns returns each pattern with what it decides, those of --ignore and those that the legacy builder adds included.
func patterns(c ctxsize.Usage) []jsonPattern {
	list := []jsonPattern{}
	if c.View == nil {
		return list
	}
	matched := c.View.MatchedPatterns()
	for n, line := range c.Patterns.All() {
		use := c.View.PatternUses[n]
		list = append(list, jsonPattern{Line: line.Line, Pattern: readable(line.Text), Exception: line.Exception,
			DecidedFiles: use.Files, DecidedBytes: use.Bytes, Status: status(matched[n], use.Entries > 0)})
	}
	return list
}

func status(matched, decided bool) string {
	switch {
	case decided:
		return "active"
	case matched:
		return "shadowed"
	}
	return "never-matches"
}

// AuditJSON writes an analysis as [JSON] does, with the totals of the project and its proposed ignore files.
func AuditJSON(w io.Writer, a *ctxsize.Analysis, improvements []ctxsize.Improvement, o Options) error {
	o.root = a.Root()
	r := o.report(a)
	before, after := projectTotals(a, improvements)
	r.Project = &jsonProject{Before: sentJSON(before), After: sentJSON(after), ProposedFiles: []jsonProposed{}}
	if root := o.file(a.Root()); root != nil {
		r.Project.Root = *root
	}
	for _, i := range improvements {
		if i.Writes() {
			r.Project.ProposedFiles = append(r.Project.ProposedFiles, o.proposedJSON(i))
		}
	}
	r.Project.Changes = o.changesJSON(a, improvements)
	return writeJSON(w, r, "  ")
}

// changesJSON returns what to do, in the order of the reports.
func (o Options) changesJSON(a *ctxsize.Analysis, improvements []ctxsize.Improvement) []jsonChange {
	list := []jsonChange{}
	for _, c := range o.changes(a, improvements, o.concerns(a)) {
		one := jsonChange{Text: readable(c.text), Effort: c.effort.String(), Severity: c.risk.String(), Location: readable(c.place), Builds: []string{},
			SavesBytes: c.sent, SavesImage: c.image, Installs: c.installs}
		for _, label := range c.builds {
			one.Builds = append(one.Builds, readable(label))
		}
		list = append(list, one)
	}
	return list
}

func sentJSON(s sentTotals) jsonSent {
	return jsonSent{Bytes: s.bytes, Files: s.files, TransferBytes: s.transfer}
}

func (o Options) proposedJSON(i ctxsize.Improvement) jsonProposed {
	file := o.Place(i.Change.File())
	p := jsonProposed{Path: readable(file), New: i.Change.New, Diff: readable(i.Change.Diff(file))}
	p.Text, p.Encoded = encode(string(i.Change.After))
	if err := i.Refusal(); err != nil {
		p.Refused = readable(err.Error())
	}
	return p
}

// encode returns a name for JSON. If it is not UTF-8, each byte that belongs to no character, and each percent sign, is percent-encoded.
func encode(name string) (text string, encoded bool) {
	if utf8.ValidString(name) {
		return name, false
	}
	var b strings.Builder
	for len(name) > 0 {
		r, size := utf8.DecodeRuneInString(name)
		if r == utf8.RuneError && size == 1 || r == '%' {
			fmt.Fprintf(&b, "%%%02X", name[0])
		} else {
			b.WriteString(name[:size])
		}
		name = name[size:]
	}
	return b.String(), true
}

// readable encodes a text that need not be decoded.
func readable(text string) string {
	text, _ = encode(text)
	return text
}
