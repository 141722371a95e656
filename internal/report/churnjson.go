package report

import (
	"io"

	"github.com/ctxsize/ctxsize"
)

// maxChurnPaths is the number of paths of an instruction in JSON.
const maxChurnPaths = 50

type jsonChurn struct {
	SchemaVersion int              `json:"schema_version"`
	Tool          jsonTool         `json:"tool"`
	Builds        []jsonBuildChurn `json:"builds"`
}

type jsonBuildChurn struct {
	Name              string          `json:"name"`
	Platform          string          `json:"platform"`
	Context           string          `json:"context"`
	Dockerfile        *string         `json:"dockerfile"`
	Error             string          `json:"error,omitempty"`
	Commits           int             `json:"commits"`
	FailingCommits    int             `json:"failing_commits"`
	NewestCommit      string          `json:"newest_commit"`
	OldestCommit      string          `json:"oldest_commit"`
	Shallow           bool            `json:"shallow"`
	DockerfileChanges int             `json:"dockerfile_changes"`
	IgnoreFileChanges int             `json:"ignore_file_changes"`
	Untracked         []string        `json:"untracked"`
	OutsideContexts   []string        `json:"outside_contexts"`
	Submodules        bool            `json:"submodules"`
	Instructions      []jsonChurnStep `json:"instructions"`
	Savings           []jsonSaving    `json:"savings"`
}

type jsonSaving struct {
	Pattern     string `json:"pattern"`
	SavesReruns int    `json:"saves_reruns"`
	Safety      string `json:"safety"`
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
	j := jsonBuildChurn{Name: o.BuildName(c.Build), Platform: c.Build.Build.Platform, Untracked: []string{}, OutsideContexts: []string{}, Instructions: []jsonChurnStep{}, Savings: []jsonSaving{}}
	j.Context, j.Dockerfile = o.Identity(c.Build)
	if c.Err != nil {
		j.Error = readable(c.Err.Error())
		return j
	}
	j.Commits, j.FailingCommits, j.Shallow, j.Submodules = c.Commits, len(c.Failing), c.Past.Shallow, c.Submodules
	j.DockerfileChanges, j.IgnoreFileChanges = c.DockerfileChanges, c.IgnoreFileChanges
	j.NewestCommit, j.OldestCommit = c.Past.Commits[0].ID, c.Past.Commits[len(c.Past.Commits)-1].ID
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
	for _, s := range c.Savings {
		j.Savings = append(j.Savings, jsonSaving{s.Pattern, s.Reruns, s.Safety.String()})
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
