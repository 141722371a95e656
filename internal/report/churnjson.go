package report

import (
	"io"

	"github.com/ctxsize/ctxsize"
	"github.com/ctxsize/ctxsize/internal/build"
	"github.com/ctxsize/ctxsize/internal/reruns"
)

// maxChurnPaths is the number of paths of an instruction in JSON.
const maxChurnPaths = 50

type jsonChurn struct {
	SchemaVersion int              `json:"schema_version"`
	Tool          jsonTool         `json:"tool"`
	Builds        []jsonBuildChurn `json:"builds"`
}

type jsonBuildChurn struct {
	Name        string  `json:"name"`
	Platform    string  `json:"platform"`
	Context     string  `json:"context"`
	Dockerfile  *string `json:"dockerfile"`
	Builder     string  `json:"builder"`
	Approximate bool    `json:"approximate,omitempty"`
	jsonCommits
	Shallow           bool            `json:"shallow"`
	DockerfileChanges int             `json:"dockerfile_changes"`
	IgnoreFileChanges int             `json:"ignore_file_changes"`
	Untracked         []string        `json:"untracked"`
	OutsideContexts   []string        `json:"outside_contexts"`
	Submodules        bool            `json:"submodules"`
	Instructions      []jsonChurnStep `json:"instructions"`
	Savings           []jsonSaving    `json:"savings"`
}

// jsonCommits are the commits that a build was replayed on.
type jsonCommits struct {
	Error          string  `json:"error,omitempty"`
	Commits        int     `json:"commits"`
	BuiltCommits   int     `json:"built_commits"`
	FailingCommits int     `json:"failing_commits"`
	FirstBuilt     *string `json:"first_built_commit"`
	NewestCommit   string  `json:"newest_commit"`
	OldestCommit   string  `json:"oldest_commit"`
}

// jsonReruns is what a change saves; SavesReruns is nil where that was not measured.
type jsonReruns struct {
	SavesReruns *int        `json:"saves_reruns,omitempty"`
	Reruns      []jsonRerun `json:"reruns,omitempty"`
}

// jsonRerun is a RUN whose reruns a change saves.
type jsonRerun struct {
	Line    int    `json:"line"`
	Stage   string `json:"stage"`
	Command string `json:"command"`
	Before  int    `json:"before"`
	After   int    `json:"after"`
}

// jsonSaving is a pattern, or the fix of a finding.
type jsonSaving struct {
	Pattern string       `json:"pattern,omitempty"`
	Context string       `json:"context,omitempty"`
	Safety  string       `json:"safety"`
	Finding *jsonFinding `json:"finding,omitempty"`
	jsonReruns
	MinutesPer100 *float64 `json:"saves_minutes_per_100_commits,omitempty"`
}

type jsonChurnStep struct {
	Line           int              `json:"line"`
	Stage          string           `json:"stage"`
	Instruction    string           `json:"instruction"`
	Text           string           `json:"text"`
	Changes        int              `json:"changes"`
	Reruns         int              `json:"reruns"`
	Program        string           `json:"program,omitempty"`
	Manifests      []string         `json:"manifests"`
	NeedlessReruns *int             `json:"needless_reruns"`
	Seconds        *float64         `json:"seconds,omitempty"`
	MinutesPer100  *float64         `json:"minutes_per_100_commits,omitempty"`
	Causes         []jsonChurnCause `json:"causes"`
	Paths          []jsonChurnPath  `json:"paths"`
}

type jsonChurnCause struct {
	Line    int    `json:"line"`
	Stage   string `json:"stage"`
	Commits int    `json:"commits"`
}

type jsonChurnPath struct {
	Path    string `json:"path"`
	Commits int    `json:"commits"`
	Encoded bool   `json:"encoded,omitempty"`
}

// ChurnJSON writes what commits do to builds as one object that conforms to the definition churn of [Schema].
func ChurnJSON(w io.Writer, list []ctxsize.BuildChurn, o Options) error {
	j := jsonChurn{SchemaVersion: 1, Tool: jsonTool{"ctxsize", o.Version}, Builds: []jsonBuildChurn{}}
	for n := range list {
		j.Builds = append(j.Builds, o.buildChurn(&list[n]))
	}
	return writeJSON(w, j, "  ")
}

func (o Options) buildChurn(c *ctxsize.BuildChurn) jsonBuildChurn {
	j := jsonBuildChurn{Name: o.BuildName(c.Build), Platform: c.Build.Build.Platform, Builder: c.Build.Build.Builder.String(), Approximate: c.Build.Build.Builder != build.BuildKit,
		jsonCommits: *churnSummary(c), Untracked: []string{}, OutsideContexts: []string{}, Instructions: []jsonChurnStep{}, Savings: []jsonSaving{}}
	j.Context, j.Dockerfile = o.Identity(c.Build)
	if c.Err != nil {
		return j
	}
	j.Shallow, j.Submodules = c.Past.Shallow, c.Submodules
	j.DockerfileChanges, j.IgnoreFileChanges = c.DockerfileChanges, c.IgnoreFileChanges
	for _, p := range c.Untracked {
		j.Untracked = append(j.Untracked, readable(c.Build.Build.Hide(p)))
	}
	for _, name := range c.Outside {
		j.OutsideContexts = append(j.OutsideContexts, readable(name))
	}
	for n := range c.Steps {
		if s := &c.Steps[n]; s.Keyword != "WORKDIR" {
			j.Instructions = append(j.Instructions, churnStep(c, n))
		}
	}
	for n := range c.Savings {
		j.Savings = append(j.Savings, o.savingJSON(c, n))
	}
	return j
}

// churnSummary returns the commits of a replay.
func churnSummary(c *ctxsize.BuildChurn) *jsonCommits {
	if c.Err != nil {
		return &jsonCommits{Error: readable(c.Err.Error())}
	}
	j := &jsonCommits{Commits: c.Commits, BuiltCommits: c.Built(), FailingCommits: len(c.Failing), NewestCommit: c.Past.Commits[0].ID, OldestCommit: c.Past.Commits[len(c.Past.Commits)-1].ID}
	if c.First >= 0 {
		j.FirstBuilt = &c.Past.Commits[c.First].ID
	}
	return j
}

// savedReruns returns what a change saves.
func savedReruns(s *reruns.Saving) (j jsonReruns) {
	if s == nil {
		return j
	}
	j.SavesReruns = &s.Reruns
	for _, one := range s.Steps {
		j.Reruns = append(j.Reruns, jsonRerun{one.Line, one.Stage, readable(one.Command), one.Before, one.After})
	}
	return j
}

// savingJSON returns a pattern or a fix that saves reruns.
func (o Options) savingJSON(c *ctxsize.BuildChurn, n int) jsonSaving {
	s := &c.Savings[n]
	j := jsonSaving{Pattern: s.Pattern, Context: readable(s.Context), Safety: s.Safety.String(), jsonReruns: savedReruns(&s.Saving)}
	if s.Finding != nil {
		f := o.finding(*s.Finding)
		j.Finding = &f
	}
	if m, ok := c.SavedMinutes(n); ok {
		j.MinutesPer100 = &m
	}
	return j
}

func churnStep(c *ctxsize.BuildChurn, n int) jsonChurnStep {
	s := &c.Steps[n]
	j := jsonChurnStep{Line: s.Line, Stage: c.Build.StageLabel(s.StageIndex), Instruction: s.Keyword, Text: readable(c.Build.Build.Hide(s.Text)), Changes: s.Changes, Reruns: s.Reruns,
		Program: readable(c.Build.Build.Hide(s.Program)), Manifests: append([]string{}, s.Manifests...), Causes: []jsonChurnCause{}, Paths: []jsonChurnPath{}}
	if m, ok := c.Minutes(n); ok {
		seconds := c.Durations[n].Seconds()
		j.Seconds, j.MinutesPer100 = &seconds, &m
	}
	if len(s.Manifests) > 0 {
		j.NeedlessReruns = &s.Needless
	}
	for _, cause := range s.Causes {
		step := &c.Steps[cause.Step]
		j.Causes = append(j.Causes, jsonChurnCause{step.Line, c.Build.StageLabel(step.StageIndex), cause.Commits})
	}
	for _, p := range s.Paths[:min(len(s.Paths), maxChurnPaths)] {
		one := jsonChurnPath{Commits: p.Commits}
		one.Path, one.Encoded = encode(p.Path)
		j.Paths = append(j.Paths, one)
	}
	return j
}
