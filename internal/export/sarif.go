package export

import (
	"io"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ctxsize/ctxsize/internal/lint"
)

// The parts of SARIF 2.1.0 that are written (OASIS, sarif-v2.1.0-os).

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool       sarifTool            `json:"tool"`
	BaseURIs   map[string]sarifFile `json:"originalUriBaseIds,omitempty"`
	Results    []sarifResult        `json:"results"`
	ColumnKind string               `json:"columnKind"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name           string      `json:"name"`
	Version        string      `json:"version"`
	InformationURI string      `json:"informationUri"`
	Rules          []sarifRule `json:"rules"`
}

type sarifRule struct {
	ID            string         `json:"id"`
	Short         sarifText      `json:"shortDescription"`
	Full          sarifText      `json:"fullDescription"`
	HelpURI       string         `json:"helpUri"`
	Help          sarifMarkdown  `json:"help"`
	Configuration sarifLevel     `json:"defaultConfiguration"`
	Properties    sarifRuleProps `json:"properties"`
}

type sarifRuleProps struct {
	Tags             []string `json:"tags"`
	SecuritySeverity string   `json:"security-severity,omitempty"`
}

type sarifLevel struct {
	Level string `json:"level"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifMarkdown struct {
	Text     string `json:"text"`
	Markdown string `json:"markdown,omitempty"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	RuleIndex    int                `json:"ruleIndex"`
	Level        string             `json:"level"`
	Message      sarifText          `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Fingerprints map[string]string  `json:"partialFingerprints"`
	Fixes        []sarifFix         `json:"fixes,omitempty"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	Properties   *sarifResultProps  `json:"properties,omitempty"`
}

type sarifResultProps struct {
	Builds []string `json:"builds,omitempty"`
	Path   string   `json:"path,omitempty"`
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	File   sarifFile    `json:"artifactLocation"`
	Region *sarifRegion `json:"region,omitempty"`
}

type sarifFile struct {
	URI    string `json:"uri"`
	BaseID string `json:"uriBaseId,omitempty"`
}

type sarifRegion struct {
	StartLine   int `json:"startLine"`
	StartColumn int `json:"startColumn,omitempty"`
	EndLine     int `json:"endLine,omitempty"`
	EndColumn   int `json:"endColumn,omitempty"`
}

type sarifFix struct {
	Description sarifText     `json:"description"`
	Changes     []sarifChange `json:"artifactChanges"`
}

type sarifChange struct {
	File         sarifFile          `json:"artifactLocation"`
	Replacements []sarifReplacement `json:"replacements"`
}

type sarifReplacement struct {
	Deleted  sarifRegion `json:"deletedRegion"`
	Inserted *sarifText  `json:"insertedContent,omitempty"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Justification string `json:"justification"`
}

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	// sourceRoot is the base of relative addresses: the root of the repository.
	sourceRoot = "%SRCROOT%"
	// fingerprintName is the name and the version of the fingerprints.
	fingerprintName = "ctxsize/v1"
)

// SARIF writes the findings and exceeded limits as a SARIF 2.1.0 log. Accepted findings are suppressed results.
func SARIF(w io.Writer, r *Report) error {
	run := sarifRun{Tool: sarifTool{sarifDriver{Name: "ctxsize", Version: r.Version, InformationURI: homepage, Rules: []sarifRule{}}}, Results: []sarifResult{},
		ColumnKind: "utf16CodeUnits"}
	list := r.issues()
	prints := fingerprints(list)
	var rules []string
	for n, i := range list {
		index := slices.Index(rules, i.rule)
		if index < 0 {
			index = len(rules)
			rules = append(rules, i.rule)
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, describeRule(i))
		}
		run.Results = append(run.Results, r.result(i, index, prints[n]))
	}
	return writeJSON(w, sarifLog{sarifSchema, "2.1.0", []sarifRun{run}})
}

func (r *Report) result(i *issue, index int, print string) sarifResult {
	res := sarifResult{RuleID: i.rule, RuleIndex: index, Level: sarifLevelOf(i.severity), Message: sarifText{i.message}, Locations: []sarifLocation{},
		Fingerprints: map[string]string{fingerprintName: print}}
	if len(i.builds) > 0 || i.path != "" {
		res.Properties = &sarifResultProps{i.builds, escapePath(i.path)}
	}
	if i.file != "" {
		at := sarifPhysical{File: r.artifact(i.file), Region: &sarifRegion{StartLine: max(i.line, 1)}}
		res.Locations = append(res.Locations, sarifLocation{at})
	}
	for _, c := range i.changes {
		one := sarifReplacement{Deleted: c.region()}
		if c.text != "" {
			one.Inserted = &sarifText{c.text}
		}
		res.Fixes = append(res.Fixes, sarifFix{sarifText{i.advice}, []sarifChange{{r.artifact(c.file), []sarifReplacement{one}}}})
	}
	if i.accepted != "" {
		res.Suppressions = []sarifSuppression{{"external", i.accepted}}
	}
	return res
}

// region returns the lines of a change. Columns count from 1, and the end is exclusive.
func (c *change) region() sarifRegion {
	s := sarifRegion{StartLine: c.first, StartColumn: 1, EndLine: c.last + 1, EndColumn: 1}
	if c.lastLength >= 0 {
		s.EndLine, s.EndColumn = c.last, c.lastLength+1
	}
	return s
}

// artifact returns the address of a file: relative to the root of the repository, or absolute outside of it.
func (r *Report) artifact(file string) sarifFile {
	if rel, ok := relative(r.Root, file); ok {
		return sarifFile{escapePath(rel), sourceRoot}
	}
	absolute := path.Join("/", filepath.ToSlash(file))
	return sarifFile{URI: "file://" + escapePath(absolute)}
}

// escapePath returns a slash-separated path as part of an address. Bytes that are not UTF-8 are escaped, too.
func escapePath(p string) string {
	var parts []string
	for part := range strings.SplitSeq(p, "/") {
		parts = append(parts, url.PathEscape(part))
	}
	escaped := strings.Join(parts, "/")
	if first, _, _ := strings.Cut(escaped, "/"); strings.Contains(first, ":") {
		// The first part would be a scheme.
		escaped = "./" + escaped
	}
	return escaped
}

func sarifLevelOf(s lint.Severity) string {
	return [...]string{lint.Info: "note", lint.Warning: "warning", lint.Error: "error"}[s]
}

// describeRule returns the documentation of the rule of an issue.
func describeRule(i *issue) sarifRule {
	if i.rule == suggestionRule {
		text := "An ignore pattern would reduce what is sent"
		return sarifRule{ID: i.rule, Short: sarifText{text}, Full: sarifText{text + ". ctxsize suggest lists these patterns."}, HelpURI: i.uri,
			Help: sarifMarkdown{Text: "See " + i.uri + "."}, Configuration: sarifLevel{"note"}, Properties: sarifRuleProps{Tags: []string{"docker"}}}
	}
	code, ok := lint.ParseCode(i.rule)
	if !ok {
		text := "The limit " + i.rule + " of ctxsize check"
		return sarifRule{ID: i.rule, Short: sarifText{text}, Full: sarifText{text + ". It is set by --" + i.rule + " or in .ctxsize.yaml."}, HelpURI: i.uri,
			Help: sarifMarkdown{Text: "See " + i.uri + "."}, Configuration: sarifLevel{"error"}, Properties: sarifRuleProps{Tags: []string{"docker", "limit"}}}
	}
	rule := code.Rule()
	props := sarifRuleProps{Tags: []string{"docker"}}
	if code == lint.SecretSent {
		props = sarifRuleProps{[]string{"docker", "security"}, "7.0"}
	}
	return sarifRule{ID: i.rule, Short: sarifText{rule.Title}, Full: sarifText{plainMarkdown(rule.Doc)}, HelpURI: i.uri,
		Help:          sarifMarkdown{plainMarkdown(rule.Doc + "\n\nFix: " + rule.Fix), rule.Doc + "\n\n**Fix:** " + rule.Fix},
		Configuration: sarifLevel{sarifLevelOf(rule.Severity())}, Properties: props}
}

// plainMarkdown returns the text of a paragraph without its code spans.
func plainMarkdown(text string) string { return strings.ReplaceAll(text, "`", "") }
