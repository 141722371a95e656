package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/lint"
	"github.com/ctxsize/ctxsize/internal/saturate"
)

// effort is what a change takes, the least first.
type effort uint8

const (
	oneCommand effort = iota
	oneLine
	oneDecision
	movedCopy
	newStage
)

var efforts = [...]string{oneCommand: "one command", oneLine: "one line", oneDecision: "a decision", movedCopy: "a moved COPY", newStage: "a new stage"}

func (e effort) String() string { return efforts[e] }

// change is one thing to do, with its effect.
type change struct {
	text   string
	names  []string // that may occur in the text
	place  string   // file and line, "" for none
	builds []string
	// sent and image are the bytes that are not sent any more, and not copied into final images any more. Bytes count for one change only.
	sent, image int64
	installs    int // that changes of sources do not rerun any more
	effort      effort
	risk        lint.Severity // of the worst finding that it resolves
}

// planner makes the changes of a project.
type planner struct {
	Options
	analysis     *ctxsize.Analysis
	improvements []ctxsize.Improvement
	concerns     []concern
	list         []change
	left         int64 // of what is sent
}

// changes returns what to do about the findings of a project, the largest effect first: bytes sent, bytes in final images, installs; then the least
// effort. Less than a hundredth of what is sent is no effect.
func (o Options) changes(a *ctxsize.Analysis, improvements []ctxsize.Improvement, concerns []concern) []change {
	total, _ := projectTotals(a, nil)
	p := planner{Options: o, analysis: a, improvements: improvements, concerns: concerns, left: total.bytes}
	for n := range improvements {
		if improvements[n].Writes() {
			p.written(&improvements[n])
		}
	}
	for n := range improvements {
		p.review(&improvements[n])
	}
	for _, c := range concerns {
		if c.Fix != nil && c.Severity > lint.Info && !isResolved(&c, improvements) {
			p.finding(c)
		}
	}
	p.mergePreventive()
	rank := func(bytes int64) int64 {
		if bytes < total.bytes/100 {
			return 0
		}
		return bytes
	}
	slices.SortStableFunc(p.list, func(x, y change) int {
		return cmp.Or(cmp.Compare(rank(y.sent), rank(x.sent)), cmp.Compare(rank(y.image), rank(x.image)), cmp.Compare(y.installs, x.installs),
			cmp.Compare(x.effort, y.effort), cmp.Compare(y.risk, x.risk), cmp.Compare(y.sent, x.sent))
	})
	return p.list
}

// add adds a change. What it saves is no more than what others leave.
func (p *planner) add(c change) {
	c.sent = min(max(c.sent, 0), p.left)
	c.image = min(max(c.image, 0), max(c.sent, 0))
	p.left -= c.sent
	p.list = append(p.list, c)
}

// written adds the change of an ignore file. Builds that share a transfer count once.
func (p *planner) written(i *ctxsize.Improvement) {
	file := p.Place(i.Change.File())
	c := change{text: "write " + file + " (" + editedIn(i) + "): ctxsize audit --fix", names: []string{file, "ctxsize audit --fix"}, effort: oneCommand}
	once := p.analysis.Transfers()
	for _, b := range i.Builds {
		if saves(b) {
			c.builds = append(c.builds, p.relativeToProject(p.analysis).label(b.Before))
		}
		if slices.Contains(once, b.Before) {
			c.sent = saturate.Add(c.sent, max(b.Before.SentBytes()-b.After.SentBytes(), 0))
			c.image = saturate.Add(c.image, max(finalBytes(b.Before)-finalBytes(examined(b.After)), 0))
		}
	}
	for n := range p.concerns {
		if one := &p.concerns[n]; isResolved(one, []ctxsize.Improvement{{Change: i.Change, Edits: i.Edits}}) {
			c.risk = max(c.risk, one.Severity)
		}
	}
	p.add(c)
}

// editedIn describes the change of an ignore file.
func editedIn(i *ctxsize.Improvement) string {
	if i.Change.New {
		return "new file, " + Count(int64(i.Edits.Added), "pattern")
	}
	return Edited(i.Edits)
}

// mergePreventive makes one change of those of ignore files that save nothing yet.
func (p *planner) mergePreventive() {
	preventive := func(c change) bool { return c.effort == oneCommand && c.sent == 0 }
	n := slices.IndexFunc(p.list, preventive)
	files := 0
	for _, c := range p.list {
		if preventive(c) {
			files++
		}
	}
	if files < 2 {
		return
	}
	merged := p.list[n]
	merged.text, merged.names, merged.builds = fmt.Sprintf("change %d ignore files, for what tools will create: ctxsize audit --fix", files), []string{"ctxsize audit --fix"}, nil
	for _, c := range p.list {
		if preventive(c) {
			merged.risk = max(merged.risk, c.risk)
		}
	}
	p.list = append(slices.DeleteFunc(p.list, preventive), merged)
}

// review adds the decision about the other patterns of an ignore file.
func (p *planner) review(i *ctxsize.Improvement) {
	if len(i.Review) == 0 {
		return
	}
	file := p.Place(i.Change.File())
	c := change{effort: oneDecision, names: []string{file}}
	for _, s := range i.Review {
		c.names = append(c.names, s.Line)
		c.sent = saturate.Add(c.sent, s.SavesBytes)
	}
	secret := false
	c.text = "decide about " + joinUpTo3(c.names[1:]) + " for " + file
	for _, one := range p.concerns {
		if one.Fix != nil && one.Fix.File == i.Change.Path && containsAll(c.names[1:], one.Fix.Patterns()) {
			c.risk = max(c.risk, one.Severity)
			secret = secret || one.Code == lint.SecretSent && one.Severity == lint.Error
		}
	}
	if secret {
		c.text += "; replace the secrets in images that exist"
	}
	p.add(c)
}

// finding adds the fix of a finding.
func (p *planner) finding(c concern) {
	text := p.fixText(c)
	one := change{text: text, names: p.names(c.Finding), place: p.place(c.Finding), builds: c.builds, risk: c.Severity, effort: effortOf(c.Finding)}
	if len(c.more) > 0 && !c.isSecret() && !c.isRespelling() {
		one.place += fmt.Sprintf(" and %d more", len(c.more))
	} else if strings.Contains(text, one.place) {
		one.place = ""
	}
	for _, f := range append([]concern{c}, c.more...) {
		if f.Code == lint.CopyBeforeInstall {
			one.installs++
		}
		if f.Fix != nil && f.Fix.Measured {
			one.sent, one.image = saturate.Add(one.sent, f.Fix.Saves), saturate.Add(one.image, f.Fix.SavesImage)
		}
	}
	p.add(one)
}

// fixText returns the fix of a finding as a clause.
func (p *planner) fixText(c concern) string {
	switch c.Fix.Kind {
	case "append-line":
		text := "add " + joinUpTo3(c.Fix.Patterns()) + " to " + p.Options.ignoreFile(c.Fix)
		if c.Code == lint.SecretSent && c.Severity == lint.Error {
			text += "; replace the " + verb(len(c.Fix.Patterns()), "secret", "secrets") + " in images that exist"
		}
		return text
	case "replace-line":
		return c.replacing()
	}
	if name := stepNames()[c.Code]; name != "" && strings.Contains(c.Fix.Text, "\n") {
		return name
	}
	first, _, _ := strings.Cut(c.Fix.Text, "\n")
	first, _, _ = strings.Cut(first, "; ")
	return strings.TrimRight(first, ".:")
}

// replacing returns which lines are replaced, and by which patterns.
func (c *concern) replacing() string {
	if len(c.more) == 0 {
		return fmt.Sprintf("replace line %d with %s", c.Line, c.Fix.Text)
	}
	return fmt.Sprintf("replace lines %s with %s", strings.Join(c.lines(), ", "), strings.Join(c.Fix.Patterns(), ", "))
}

// stepNames are summaries of fixes of several lines.
func stepNames() map[lint.Code]string {
	return map[lint.Code]string{
		lint.CopyBeforeInstall:         "copy the manifests and install dependencies before copying the sources",
		lint.DependenciesCopiedToFinal: "install production dependencies in a separate stage",
	}
}

// effortOf returns what the fix of a finding takes.
func effortOf(f lint.Finding) effort {
	stage := strings.HasPrefix(f.Fix.Text, "FROM ")
	for _, c := range f.Fix.Changes {
		stage = stage || strings.Count(string(c.After), "\nFROM ") > strings.Count(string(c.Before), "\nFROM ")
	}
	switch {
	case stage:
		return newStage
	case f.Code == lint.CopyBeforeInstall:
		return movedCopy
	}
	return oneLine
}

// isResolved reports whether one of the changed ignore files, or a decision about one, resolves a finding.
func isResolved(c *concern, improvements []ctxsize.Improvement) bool {
	if c.Fix == nil || c.Fix.Kind == "edit" && !c.Fix.Applies {
		return false
	}
	return slices.ContainsFunc(improvements, func(i ctxsize.Improvement) bool {
		var lines []string
		if i.Writes() {
			lines = strings.Split(strings.ReplaceAll(string(i.Change.After), "\r", ""), "\n")
		}
		for _, s := range i.Review {
			lines = append(lines, s.Line)
		}
		switch {
		case c.Fix.Kind != "append-line":
			return c.File == i.Change.Path && (c.Fix.Applies && i.Writes() || containsAll(lines, c.Fix.Patterns()))
		case c.Fix.File != "" && c.Fix.File != i.Change.Path:
			return false
		}
		return containsAll(lines, c.Fix.Patterns())
	})
}

func containsAll(list, wanted []string) bool {
	return len(wanted) > 0 && !slices.ContainsFunc(wanted, func(one string) bool { return !slices.Contains(list, one) })
}

// examined returns a result with its instructions measured again, after another ignore file was tried.
func examined(b *ctxsize.Result) *ctxsize.Result {
	next := *b
	next.Examine()
	return &next
}

// finalBytes returns the bytes that a build copies into its final image, as far as no RUN changes them.
func finalBytes(b *ctxsize.Result) int64 {
	var sum int64
	for _, in := range b.Build.Instructions {
		if in.Reachable {
			sum = saturate.Add(sum, in.Final)
		}
	}
	return sum
}

// digest is the summary of an audit, a line for each of: what is sent, what reruns, and the risk.
func (o Options) digest(a *ctxsize.Analysis, improvements []ctxsize.Improvement, list []concern) []string {
	before, after := projectTotals(a, improvements)
	sent := fmt.Sprintf("%s %s %s in %s", Count(int64(len(a.Builds)), "build"), verb(len(a.Builds), "sends", "send"), o.Units.Size(before.bytes), Count(before.files, "file"))
	if percent(before.bytes-after.bytes, before.bytes) > 0 {
		sent += fmt.Sprintf("; with the safe patterns %s, %d %% less", o.Units.Size(after.bytes), percent(before.bytes-after.bytes, before.bytes))
	}
	installs, severities := 0, map[lint.Severity]int64{}
	var worst *concern
	for n := range list {
		c := &list[n]
		severities[c.Severity]++
		if c.Severity == lint.Info {
			severities[c.Severity] += int64(len(c.more))
		}
		if c.Code == lint.CopyBeforeInstall {
			installs += 1 + len(c.more)
		}
		if worst == nil && c.Severity == lint.Error {
			worst = c
		}
	}
	reruns := "no install is known to rerun after a change to a source file"
	if installs > 0 {
		reruns = fmt.Sprintf("%s %s after a change to a source file", Count(int64(installs), "install"), verb(installs, "reruns", "rerun"))
	}
	var parts []string
	for _, s := range []lint.Severity{lint.Error, lint.Warning, lint.Info} {
		if n := severities[s]; n > 0 {
			parts = append(parts, Count(n, [...]string{lint.Info: "note", lint.Warning: "warning", lint.Error: "error"}[s]))
		}
	}
	risk := "no findings"
	if len(parts) > 0 {
		risk = strings.Join(parts, ", ")
	}
	if worst != nil {
		risk += "; first: " + worst.Message
	}
	return []string{sent, reruns, risk}
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}
